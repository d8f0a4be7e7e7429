package carillon.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The parts of a fragmented message, put together on the heap. */
final class Fragments {

    private final boolean binary;
    private final ByteBuf whole = Unpooled.buffer(256);

    Fragments(boolean binary) {
        this.binary = binary;
    }

    /** False, and nothing added, if the message would get larger than allowed. */
    boolean add(ByteBuf part, int atMost) {
        if (whole.readableBytes() + part.readableBytes() > atMost) {
            return false;
        }
        whole.writeBytes(part);
        return true;
    }

    boolean binary() {
        return binary;
    }

    ByteBuf whole() {
        return whole;
    }
}
