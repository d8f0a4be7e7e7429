package carillon.server.http;

import carillon.core.delivery.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * A frame in one direct buffer. Its maximum capacity is its size on purpose: TLS appends following writes to a buffer
 * that has room, and this one is shared by connections of other threads.
 */
final class BufferFrame implements Frame {

    private final ByteBuf buffer;

    private BufferFrame(ByteBuf buffer) {
        this.buffer = buffer;
    }

    static ByteBuf allocate(int size) {
        return ByteBufAllocator.DEFAULT.directBuffer(size, size);
    }

    static BufferFrame of(ByteBuf whole) {
        return new BufferFrame(whole);
    }

    /** A view with indices of its own that carries one of the frame's references away. */
    ByteBuf take() {
        return buffer.duplicate();
    }

    @Override
    public int bytes() {
        return buffer.readableBytes();
    }

    @Override
    public void retain(int count) {
        buffer.retain(count);
    }

    @Override
    public void release() {
        buffer.release();
    }
}
