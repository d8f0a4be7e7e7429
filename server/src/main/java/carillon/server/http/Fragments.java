package carillon.server.http;

import carillon.core.memory.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The parts of a fragmented message, put together on the heap. */
final class Fragments {

    private final boolean binary;
    private final MemoryBudget.Reservation share;
    private final ByteBuf whole = Unpooled.buffer(256);

    enum Outcome {
        ADDED,
        /** The message would get larger than allowed; nothing was added. */
        TOO_LARGE,
        /** There is no memory left for it; nothing was added. */
        NO_MEMORY
    }

    Fragments(boolean binary, MemoryBudget.Reservation share) {
        this.binary = binary;
        this.share = share;
    }

    Outcome add(ByteBuf part, int atMost) {
        int bytes = whole.readableBytes() + part.readableBytes();
        if (bytes > atMost) {
            return Outcome.TOO_LARGE;
        }
        if (!share.hold(bytes)) {
            return Outcome.NO_MEMORY;
        }
        whole.writeBytes(part);
        return Outcome.ADDED;
    }

    /** Whole, or given up: the next message may have its memory. */
    void end() {
        share.close();
    }

    boolean binary() {
        return binary;
    }

    ByteBuf whole() {
        return whole;
    }
}
