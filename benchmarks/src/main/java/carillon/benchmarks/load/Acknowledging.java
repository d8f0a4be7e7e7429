package carillon.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;

/**
 * What one publishing connection says and hears: requests that are acknowledged in the order in which they were sent. One
 * object for each connection, on its event loop.
 */
interface Acknowledging {

    /** What is said first; empty if requests may be sent at once. */
    default ByteBuf hello() {
        return Unpooled.EMPTY_BUFFER;
    }

    /** Whether what came after the hello is whole; takes it out of the buffer. */
    default boolean greeted(ByteBuf bytes) throws IOException {
        throw new IOException("nothing was said and something answered");
    }

    /** The request that publishes the events from this number on. */
    ByteBuf request(long firstNumber);

    /**
     * Takes one whole answer out of the buffer.
     *
     * @return false if it is not whole yet: then nothing of it was taken
     * @throws IOException if the server says no
     */
    boolean answered(ByteBuf bytes) throws IOException;
}
