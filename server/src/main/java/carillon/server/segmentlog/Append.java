package carillon.server.segmentlog;

import carillon.core.error.Refusal;
import carillon.core.log.Draft;
import carillon.core.log.Receipt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One append that waits for the writer.
 *
 * @param bytes what it takes in a segment
 * @param refusal set if it was turned away at the door: it waits in line only so that its receipt is called by the
 *     writer, in order, and holds no drafts
 */
record Append(
        List<Draft> drafts,
        Receipt receipt,
        long bytes,
        @Nullable Refusal refusal) {

    static Append of(List<Draft> drafts, Receipt receipt) {
        return new Append(List.copyOf(drafts), receipt, bytes(drafts), null);
    }

    private static long bytes(List<Draft> drafts) {
        long bytes = 0;
        for (int i = 0; i < drafts.size(); i++) {
            bytes += SegmentFormat.RECORD_OVERHEAD + drafts.get(i).body().length;
        }
        return bytes;
    }

    /** What all of these take in a segment. */
    static long bytesOf(List<List<Draft>> group) {
        long bytes = 0;
        for (int i = 0; i < group.size(); i++) {
            bytes += bytes(group.get(i));
        }
        return bytes;
    }

    Append turnedAway(Refusal why) {
        return new Append(List.of(), receipt, 0, why);
    }
}
