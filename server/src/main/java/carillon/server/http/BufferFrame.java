package carillon.server.http;

import carillon.core.delivery.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import java.util.List;

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
    public Frame join(List<Frame> all) {
        int size = 0;
        int count = 0;
        for (var one : all) {
            size += one.bytes();
            count += ((BufferFrame) one).messages();
        }
        var whole = allocate(size);
        var wholeEnds = new int[count];
        int at = 0;
        for (var one : all) {
            var frame = (BufferFrame) one;
            for (int end : frame.ends) {
                wholeEnds[at++] = whole.writerIndex() + end;
            }
            whole.writeBytes(frame.buffer, 0, frame.bytes());
        }
        return new BufferFrame(whole, wholeEnds);
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
