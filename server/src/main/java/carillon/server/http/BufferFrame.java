package carillon.server.http;

import carillon.core.delivery.Frame;
import carillon.core.delivery.Strip;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;

/**
 * A frame in one direct buffer, or several that follow one another. Its maximum capacity is its size on purpose: TLS appends
 * following writes to a buffer that has room, and this one is shared by connections of other threads.
 */
final class BufferFrame implements Frame {

    private final ByteBuf buffer;

    /** Where each message ends. */
    private final int[] ends;

    private BufferFrame(ByteBuf buffer, int[] ends) {
        this.buffer = buffer;
        this.ends = ends;
    }

    static ByteBuf allocate(int size) {
        return ByteBufAllocator.DEFAULT.directBuffer(size, size);
    }

    static BufferFrame of(ByteBuf whole) {
        return new BufferFrame(whole, new int[] {whole.readableBytes()});
    }

    @Override
    public Strip strip(int size) {
        return new BufferStrip(size);
    }

    /** Some messages that follow one another, in a buffer of which this takes a reference. */
    static BufferFrame part(ByteBuf buffer, int from, int[] ends) {
        return new BufferFrame(buffer.retainedSlice(from, ends[ends.length - 1]), ends);
    }

    /** Behind the end of another buffer; false if it has no room. */
    boolean copyTo(ByteBuf other) {
        if (other.writableBytes() < bytes()) {
            return false;
        }
        other.writeBytes(buffer, 0, bytes());
        return true;
    }

    int[] ends() {
        return ends;
    }

    /** How many messages are in it. */
    int messages() {
        return ends.length;
    }

    /** How many bytes the first messages have. */
    int bytes(int firstMessages) {
        return firstMessages == 0 ? 0 : ends[firstMessages - 1];
    }

    /** The first messages alone, with a reference of its own. */
    BufferFrame first(int firstMessages) {
        return new BufferFrame(buffer.retainedSlice(0, bytes(firstMessages)), Arrays.copyOf(ends, firstMessages));
    }

    /** A view with indices of its own that carries one of the frame's references away. */
    ByteBuf take() {
        return buffer.duplicate();
    }

    @Override
    public int bytes() {
        return ends[ends.length - 1];
    }

    @Override
    public void retain(int count) {
        buffer.retain(count);
    }

    @Override
    public void release(int count) {
        buffer.release(count);
    }
}
