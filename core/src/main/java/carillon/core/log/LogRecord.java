package carillon.core.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored record.
 *
 * @param sequence its place: more than that of every record before it
 * @param timeMillis when the log took it, milliseconds since 1970 by the server's clock
 * @param body {@link EntryCodec}'s bytes; shared, never written into
 * @param known what the bytes mean, if whoever wrote them said so; null if they were read from disk
 */
public record LogRecord(
        long sequence,
        long timeMillis,
        RecordKind kind,
        byte[] body,
        @Nullable Entry known) {

    /** As it is read from disk. */
    public LogRecord(long sequence, long timeMillis, RecordKind kind, byte[] body) {
        this(sequence, timeMillis, kind, body, null);
    }

    /**
     * What it means. JSON is not parsed until somebody looks inside.
     *
     * @throws LogUnreadableException if the bytes are not what {@link EntryCodec} writes
     */
    public Entry entry() {
        return known != null ? known : EntryCodec.decode(this);
    }

    /** The length of all bodies. */
    public static long bytes(List<LogRecord> records) {
        long bytes = 0;
        for (int i = 0; i < records.size(); i++) {
            bytes += records.get(i).body().length;
        }
        return bytes;
    }
}
