package carillon.server.segmentlog;

import carillon.core.log.Draft;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The open end of the segment that is written. Collects records in one direct buffer, writes it in as few system calls
 * as possible, and knows how to take back what is not durable. The writer thread alone.
 */
final class SegmentFile implements Closeable {

    private static final int ZEROS_BYTES = 1 << 20;

    /** What the smallest disks still have free when nobody can work on them any more. */
    private static final int PROBE_BYTES = 64 << 10;

    private static final int LARGE_GROUP_BYTES = 64 * 1024;

    private final Disk.File file;
    private final int extendBytes;
    private final long segmentBytes;
    private final ByteBuffer buffer;
    private final ByteBuffer head = ByteBuffer.allocate(SegmentFormat.FIXED_BYTES);
    private final CRC32C crc = new CRC32C();
    private long durableEnd;
    private long writtenEnd;
    private long allocated;

    /**
     * Goes on at the end of a segment.
     *
     * @param buffer empty; shared by all segments of a writer, one after the other
     */
    SegmentFile(Disk.File file, long end, SegmentLogConfig config, ByteBuffer buffer) {
        this.file = file;
        this.durableEnd = end;
        this.writtenEnd = end;
        this.allocated = end;
        this.extendBytes = config.extendBytes();
        this.segmentBytes = config.segmentBytes();
        this.buffer = buffer;
    }

    /** Where the next record goes. */
    long end() {
        return writtenEnd + buffer.position();
    }

    /**
     * Extends the file with zeros when the next records would go past what it has; see {@link SegmentLogConfig}. Not for
     * large groups: writing everything twice would cost them more than the change of metadata does.
     */
    void reserve(long bytes) throws IOException {
        long wanted = end() + bytes;
        if (wanted <= allocated || extendBytes == 0 || bytes > LARGE_GROUP_BYTES) {
            return;
        }
        allocated = Math.max(allocated, end());
        long target = Math.max(wanted, Math.min(allocated + extendBytes, segmentBytes));
        var zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, target - allocated));
        while (allocated < target) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), target - allocated));
            file.write(zeros, allocated);
            allocated += zeros.position();
        }
    }

    void put(long sequence, long timeMillis, int marks, Draft draft) throws IOException {
        var body = draft.body();
        head.clear().putLong(sequence).putLong(timeMillis).put((byte)
                (draft.kind().code() | marks));
        crc.reset();
        crc.update(head.array());
        crc.update(body);
        room(SegmentFormat.RECORD_OVERHEAD);
        buffer.putInt(SegmentFormat.FIXED_BYTES + body.length)
                .putInt((int) crc.getValue())
                .put(head.array());
        putBody(body);
    }

    /** Writes what was put, and waits until it is on disk. */
    void commit() throws IOException {
        spill();
        file.force();
        durableEnd = writtenEnd;
    }

    /** Takes back everything since the last commit, on disk as well, so that it does not appear after a restart. */
    void cutBack() throws IOException {
        buffer.clear();
        file.truncate(durableEnd);
        writtenEnd = durableEnd;
        allocated = durableEnd;
        file.force();
    }

    /** Writes a little behind the end and takes it back: fails if there is no room. Nothing may wait to be committed. */
    void probe() throws IOException {
        file.write(ByteBuffer.allocateDirect(PROBE_BYTES), durableEnd);
        file.force();
        cutBack();
    }

    /** Gives the zeros at the end back, and lets go of the file. */
    @Override
    public void close() throws IOException {
        try (file) {
            if (allocated > durableEnd) {
                file.truncate(durableEnd);
                file.force();
            }
        }
    }

    private void putBody(byte[] body) throws IOException {
        int done = 0;
        while (done < body.length) {
            room(1);
            int part = Math.min(body.length - done, buffer.remaining());
            buffer.put(body, done, part);
            done += part;
        }
    }

    private void room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            spill();
        }
    }

    private void spill() throws IOException {
        buffer.flip();
        int bytes = buffer.remaining();
        file.write(buffer, writtenEnd);
        writtenEnd += bytes;
        buffer.clear();
    }
}
