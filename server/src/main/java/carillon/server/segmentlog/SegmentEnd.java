package carillon.server.segmentlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Looks whether a segment ends with the record that has to be its last. Records are found from the front only, and to
 * read all segments would make a start take minutes: so it searches backwards for this one number, in pieces that grow.
 */
final class SegmentEnd {

    private static final int FIRST_WINDOW = 64 * 1024;

    private SegmentEnd() {}

    static boolean is(Disk.File file, long sequence) throws IOException {
        long size = file.size();
        for (long window = FIRST_WINDOW; ; window *= 8) {
            long from = Math.max(0, size - window);
            var bytes = new byte[Math.toIntExact(size - from)];
            file.read(ByteBuffer.wrap(bytes), from);
            if (holds(bytes, sequence)) {
                return true;
            }
            if (from == 0) {
                return false;
            }
        }
    }

    private static boolean holds(byte[] bytes, long sequence) {
        var view = ByteBuffer.wrap(bytes);
        var crc = new CRC32C();
        for (int at = bytes.length - SegmentFormat.RECORD_OVERHEAD; at >= 0; at--) {
            if (view.getLong(at + SegmentFormat.PREFIX_BYTES) == sequence) {
                int length = view.getInt(at);
                int payload = at + SegmentFormat.PREFIX_BYTES;
                if (length >= SegmentFormat.FIXED_BYTES && length <= bytes.length - payload) {
                    crc.reset();
                    crc.update(bytes, payload, length);
                    if ((int) crc.getValue() == view.getInt(at + 4)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
