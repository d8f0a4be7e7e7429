package carillon.core.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that is not stored yet.
 *
 * @param body {@link EntryCodec}'s bytes; given away by the caller, never changed afterwards
 * @param entry what the bytes mean, for those who follow the log; null if they are no entry
 */
public record Draft(RecordKind kind, byte[] body, @Nullable Entry entry) {

    /** Of bytes alone. */
    public Draft(RecordKind kind, byte[] body) {
        this(kind, body, null);
    }

    /** The length of all bodies. */
    public static long bytes(List<Draft> drafts) {
        long bytes = 0;
        for (int i = 0; i < drafts.size(); i++) {
            bytes += drafts.get(i).body().length;
        }
        return bytes;
    }
}
