package carillon.server.segmentlog;

import carillon.core.log.LogUnreadableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a segment file looks like. All numbers are big-endian.
 *
 * <pre>
 * header, 64 bytes   magic "CARILLON" · format version i32 · zero i32 · first sequence i64 · created ms i64
 *                    · epoch, 16 characters · epoch before i64, zero but where an epoch begins · zero · crc32c i32 over everything before it
 * record             length i32 (of what follows the checksum) · crc32c i32 (of the same)
 *                    · sequence i64 · time ms i64 · kind i8 · body
 * end                a length of zero, or the end of the file: segments are extended with zeros in advance
 * </pre>
 *
 * <p>The kind's two high bits tell a torn write from damage. {@link #STARTS_WRITE} marks the first record of a write,
 * and a write begins only after the one before is on disk: if a whole record with that mark comes after bad bytes, then
 * these were on disk once, and the file is damaged. Otherwise they are the rest of a write that never finished, and
 * nobody was told that it is stored. {@link #CONTINUES} says that the next record belongs to the same append, so that
 * recovery keeps all of an append or nothing.
 */
final class SegmentFormat {

    static final int HEADER_BYTES = 64;
    static final int VERSION = 1;
    static final int EPOCH_CHARACTERS = 16;
    /** Length and checksum. */
    static final int PREFIX_BYTES = 8;
    /** Sequence, time and kind. */
    static final int FIXED_BYTES = 17;

    static final int RECORD_OVERHEAD = PREFIX_BYTES + FIXED_BYTES;
    static final int STARTS_WRITE = 0x40;
    static final int CONTINUES = 0x80;
    static final int KIND_MASK = 0x3F;

    private static final byte[] MAGIC = "CARILLON".getBytes(StandardCharsets.US_ASCII);
    private static final int PREVIOUS_EPOCH_AT = 48;
    private static final int CRC_AT = HEADER_BYTES - 4;
    private static final String SUFFIX = ".segment";
    private static final int NAME_DIGITS = 19;

    private SegmentFormat() {}

    /**
     * The head of a segment.
     *
     * @param previousEpoch set where an epoch begins: the one that ended with the record before the first; else empty
     */
    record Header(String epoch, String previousEpoch, long firstSequence, long createdMillis) {

        /** The head of a segment that goes on with the epoch of the one before. */
        Header(String epoch, long firstSequence, long createdMillis) {
            this(epoch, "", firstSequence, createdMillis);
        }

        ByteBuffer encode() {
            var bytes = ByteBuffer.allocate(HEADER_BYTES)
                    .put(MAGIC)
                    .putInt(VERSION)
                    .putInt(0)
                    .putLong(firstSequence)
                    .putLong(createdMillis)
                    .put(epoch.getBytes(StandardCharsets.US_ASCII))
                    .putLong(previousEpoch.isEmpty() ? 0 : HexFormat.fromHexDigitsToLong(previousEpoch));
            return bytes.putInt(CRC_AT, crc(bytes.array())).rewind();
        }

        /**
         * Reads a header.
         *
         * @throws LogUnreadableException if the file was written by a later Carillon
         * @return {@code null} if these are not the bytes of one
         */
        static @Nullable Header read(Disk.File file, Path path) throws IOException {
            var bytes = ByteBuffer.allocate(HEADER_BYTES);
            file.read(bytes, 0);
            var array = bytes.array();
            if (bytes.hasRemaining() || bytes.getInt(CRC_AT) != crc(array) || !startsWithMagic(array)) {
                return null;
            }
            int version = bytes.getInt(8);
            if (version != VERSION) {
                throw new LogUnreadableException(path + " has format version " + version + ", and this Carillon knows "
                        + VERSION + "; start the Carillon that wrote it, or a later one");
            }
            var epoch = new String(array, 32, EPOCH_CHARACTERS, StandardCharsets.US_ASCII);
            long previous = bytes.getLong(PREVIOUS_EPOCH_AT);
            return new Header(
                    epoch,
                    previous == 0 ? "" : HexFormat.of().toHexDigits(previous),
                    bytes.getLong(16),
                    bytes.getLong(24));
        }

        private static boolean startsWithMagic(byte[] array) {
            return ByteBuffer.wrap(array, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
        }

        private static int crc(byte[] header) {
            var crc = new CRC32C();
            crc.update(header, 0, CRC_AT);
            return (int) crc.getValue();
        }
    }

    /** Names sort as their sequences do. */
    static String fileName(long firstSequence) {
        return String.format(Locale.ROOT, "%0" + NAME_DIGITS + "d%s", firstSequence, SUFFIX);
    }

    /** The first sequence that a file is named by; empty for a file that is no segment. */
    static OptionalLong firstSequence(Path path) {
        var name = Optional.ofNullable(path.getFileName()).map(Path::toString).orElse("");
        boolean ours = name.length() == NAME_DIGITS + SUFFIX.length()
                && name.endsWith(SUFFIX)
                && name.chars().limit(NAME_DIGITS).allMatch(c -> c >= '0' && c <= '9')
                && name.charAt(0) == '0';
        return ours ? OptionalLong.of(Long.parseLong(name.substring(0, NAME_DIGITS))) : OptionalLong.empty();
    }
}
