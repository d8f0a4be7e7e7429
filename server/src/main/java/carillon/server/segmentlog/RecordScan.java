package carillon.server.segmentlog;

import carillon.core.log.LogRecord;
import carillon.core.log.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Walks over the records of one segment and checks each: length, checksum, kind, and that the sequence is the next.
 * Reads many records at a time. One thread.
 */
final class RecordScan {

    /** What {@link #next} found. */
    enum Step {
        RECORD,
        /** The end of the file, or the zeros that it was extended with. */
        END,
        /** Bytes that are no record, or not the one that has to come. */
        BROKEN
    }

    private static final int MINIMAL_CHUNK = 4 * 1024;

    private final Disk.File file;
    private final long end;
    private final CRC32C crc = new CRC32C();
    private byte[] chunk;
    private ByteBuffer view;
    private long chunkAt;
    private int filled;

    private long offset;
    private long nextOffset;
    private long expected;
    private int length;

    /**
     * Starts at a record.
     *
     * @param from offset of a record
     * @param expected that record's sequence
     * @param end where to stop, at most the size of the file
     * @param chunkBytes how much to read at a time
     */
    RecordScan(Disk.File file, long from, long expected, long end, int chunkBytes) {
        this.file = file;
        this.end = end;
        this.expected = expected;
        this.nextOffset = from;
        this.chunkAt = from;
        this.chunk = new byte[Math.max(MINIMAL_CHUNK, chunkBytes)];
        this.view = ByteBuffer.wrap(chunk);
    }

    Step next() throws IOException {
        offset = nextOffset;
        if (end - offset < SegmentFormat.PREFIX_BYTES) {
            return zerosToTheEnd() ? Step.END : Step.BROKEN;
        }
        need(SegmentFormat.PREFIX_BYTES);
        int at = (int) (offset - chunkAt);
        length = view.getInt(at);
        if (length == 0) {
            return Step.END;
        }
        if (length < SegmentFormat.FIXED_BYTES || length > end - offset - SegmentFormat.PREFIX_BYTES) {
            return Step.BROKEN;
        }
        need(SegmentFormat.PREFIX_BYTES + length);
        return whole((int) (offset - chunkAt)) ? advance() : Step.BROKEN;
    }

    /** Where the current record stands, or where {@link #next} met the end or the damage. */
    long offset() {
        return offset;
    }

    /** Where the next record would stand. */
    long nextOffset() {
        return nextOffset;
    }

    long sequence() {
        return view.getLong(at(0));
    }

    long timeMillis() {
        return view.getLong(at(8));
    }

    boolean continues() {
        return (view.get(at(16)) & SegmentFormat.CONTINUES) != 0;
    }

    int bytes() {
        return SegmentFormat.PREFIX_BYTES + length;
    }

    LogRecord record() {
        int bodyAt = at(SegmentFormat.FIXED_BYTES);
        var kind = RecordKind.of((byte) (view.get(at(16)) & SegmentFormat.KIND_MASK));
        var body = Arrays.copyOfRange(chunk, bodyAt, bodyAt + length - SegmentFormat.FIXED_BYTES);
        return new LogRecord(sequence(), timeMillis(), kind, body);
    }

    /** A segment may be full but for fewer zeros than a prefix has bytes. */
    private boolean zerosToTheEnd() throws IOException {
        int rest = (int) (end - offset);
        need(rest);
        int at = (int) (offset - chunkAt);
        for (int i = 0; i < rest; i++) {
            if (view.get(at + i) != 0) {
                return false;
            }
        }
        return true;
    }

    private Step advance() {
        nextOffset = offset + bytes();
        expected++;
        return Step.RECORD;
    }

    private boolean whole(int at) {
        int payload = at + SegmentFormat.PREFIX_BYTES;
        crc.reset();
        crc.update(chunk, payload, length);
        return (int) crc.getValue() == view.getInt(at + 4)
                && view.getLong(payload) == expected
                && knownKind(view.get(payload + 16) & SegmentFormat.KIND_MASK);
    }

    static boolean knownKind(int code) {
        return code >= RecordKind.EVENT.code() && code <= RecordKind.CHECKPOINT.code();
    }

    private int at(int payloadOffset) {
        return (int) (offset - chunkAt) + SegmentFormat.PREFIX_BYTES + payloadOffset;
    }

    /** Has this many bytes from the current record on in the chunk; the caller made sure that they are before the end. */
    private void need(int bytes) throws IOException {
        if (offset + bytes <= chunkAt + filled) {
            return;
        }
        if (bytes > chunk.length) {
            chunk = new byte[bytes];
            view = ByteBuffer.wrap(chunk);
        }
        chunkAt = offset;
        view.clear().limit((int) Math.min(chunk.length, end - offset));
        file.read(view, offset);
        filled = view.position();
        view.clear();
        if (filled < bytes) {
            throw new IOException("the file became shorter while it was read, at offset " + (offset + filled));
        }
    }
}
