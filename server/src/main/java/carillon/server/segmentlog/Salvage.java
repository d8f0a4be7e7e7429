package carillon.server.segmentlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Looks for whole records behind bad bytes, at every offset. Reads the rest of the segment at once: a segment has a
 * bounded size, and this happens after a crash or by hand.
 */
final class Salvage {

    /** A whole record behind bad bytes. */
    record Found(long offset, long sequence, boolean startsWrite) {}

    private final byte[] bytes;
    private final ByteBuffer rest;
    private final long from;
    private final CRC32C crc = new CRC32C();

    private Salvage(byte[] bytes, long from) {
        this.bytes = bytes;
        this.rest = ByteBuffer.wrap(bytes);
        this.from = from;
    }

    static Salvage of(Disk.File file, long from) throws IOException {
        var bytes = new byte[Math.toIntExact(Math.max(0, file.size() - from))];
        file.read(ByteBuffer.wrap(bytes), from);
        return new Salvage(bytes, from);
    }

    /** The next whole record at or after an offset. */
    Optional<Found> next(long offset, long minSequence) {
        for (int at = (int) (offset - from); at <= rest.limit() - SegmentFormat.RECORD_OVERHEAD; at++) {
            if (wholeAt(at, minSequence)) {
                boolean starts = (rest.get(at + 24) & SegmentFormat.STARTS_WRITE) != 0;
                return Optional.of(new Found(from + at, rest.getLong(at + SegmentFormat.PREFIX_BYTES), starts));
            }
        }
        return Optional.empty();
    }

    /** Whether something that was written after the bytes at {@code from} were on disk is still there. */
    boolean provesDamage(long minSequence) {
        var found = next(from, minSequence);
        while (found.isPresent() && !found.get().startsWrite()) {
            found = next(found.get().offset() + 1, minSequence);
        }
        return found.isPresent();
    }

    /** How many bytes there are, without the zeros that a segment is extended with. */
    long bytesBeforeZeros() {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private boolean wholeAt(int at, long minSequence) {
        int length = rest.getInt(at);
        if (length < SegmentFormat.FIXED_BYTES || length > rest.limit() - at - SegmentFormat.PREFIX_BYTES) {
            return false;
        }
        int payload = at + SegmentFormat.PREFIX_BYTES;
        long sequence = rest.getLong(payload);
        // A record takes 25 bytes, so that no more than this many can be missing: a cheap sieve before the checksum.
        long most = minSequence + rest.limit() / SegmentFormat.RECORD_OVERHEAD + 1;
        if (sequence < minSequence
                || sequence > most
                || !RecordScan.knownKind(rest.get(payload + 16) & SegmentFormat.KIND_MASK)) {
            return false;
        }
        crc.reset();
        crc.update(bytes, payload, length);
        return (int) crc.getValue() == rest.getInt(at + 4);
    }
}
