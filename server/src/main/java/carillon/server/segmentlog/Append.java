package carillon.server.segmentlog;

import carillon.core.error.Refusal;
import carillon.core.journal.Draft;
import carillon.core.journal.Receipt;
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
        long bytes = 0;
        for (var draft : drafts) {
            bytes += SegmentFormat.RECORD_OVERHEAD + draft.body().length;
        }
        return new Append(List.copyOf(drafts), receipt, bytes, null);
    }

    Append turnedAway(Refusal why) {
        return new Append(List.of(), receipt, 0, why);
    }
}
