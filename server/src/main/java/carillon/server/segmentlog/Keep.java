package carillon.server.segmentlog;

import carillon.core.log.Retention;
import java.util.List;

/** Which segments {@link Retention} asks for. */
final class Keep {

    private Keep() {}

    /** The first sequence to keep. */
    static long from(Retention limits, List<SegmentSummary> segments, long nowMillis) {
        long bytes = 0;
        long records = 0;
        int keep = segments.size() - 1;
        for (int i = segments.size() - 1; i >= 0; i--) {
            // Everything in a segment is older than the segment that came next.
            boolean old = i + 1 < segments.size()
                    && nowMillis - segments.get(i + 1).createdMillis()
                            > limits.maxAge().toMillis();
            if (i + 1 < segments.size() && (old || bytes >= limits.maxBytes() || records >= limits.maxRecords())) {
                break;
            }
            keep = i;
            bytes += segments.get(i).bytes();
            records += segments.get(i).lastSequence() - segments.get(i).firstSequence() + 1;
        }
        return segments.get(keep).firstSequence();
    }
}
