package carillon.server.http;

import carillon.core.delivery.Frame;
import carillon.core.delivery.Strip;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Frames in one direct buffer, one behind the other. On one event loop. */
final class BufferStrip implements Strip {

    private static final int INITIAL = 8;

    private final ByteBuf buffer;

    /** Where each message ends. */
    private int[] ends = new int[INITIAL];

    private int count;

    BufferStrip(int size) {
        this.buffer = BufferFrame.allocate(size);
    }

    @Override
    public boolean add(Frame frame) {
        if (!(frame instanceof BufferFrame other)) {
            return false;
        }
        int start = buffer.writerIndex();
        if (!other.copyTo(buffer)) {
            return false;
        }
        for (int end : other.ends()) {
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, count * 2);
            }
            ends[count++] = start + end;
        }
        return true;
    }

    @Override
    public Frame from(int message) {
        int start = message == 0 ? 0 : ends[message - 1];
        var rest = Arrays.copyOfRange(ends, message, count);
        for (int i = 0; i < rest.length; i++) {
            rest[i] -= start;
        }
        return BufferFrame.part(buffer, start, rest);
    }

    @Override
    public void release() {
        buffer.release();
    }
}
