package carillon.server.segmentlog;

import java.time.Duration;
import java.util.List;

/**
 * How much of the journal is kept. Whole segments go, oldest first and never the one being written, as soon as any limit
 * can do without them: what is kept is at least what the limits ask for, and at most a segment more.
 *
 * @param maxAge keeps what is younger
 * @param maxBytes keeps this much of the newest
 * @param maxRecords keeps so many of the newest
 */
public record Retention(Duration maxAge, long maxBytes, long maxRecords) {

    /** Keeps everything. */
    public static final Retention FOREVER = new Retention(Duration.ofDays(365L * 1000), Long.MAX_VALUE, Long.MAX_VALUE);

    public Retention {
        if (maxAge.isNegative() || maxBytes < 0 || maxRecords < 0) {
            throw new IllegalArgumentException("limits are not negative");
        }
    }

    /** The first sequence to keep. */
    long keepFrom(List<SegmentSummary> segments, long nowMillis) {
        long bytes = 0;
        long records = 0;
        int keep = segments.size() - 1;
        for (int i = segments.size() - 1; i >= 0; i--) {
            // Everything in a segment is older than the segment that came next.
            boolean old =
                    i + 1 < segments.size() && nowMillis - segments.get(i + 1).createdMillis() > maxAge.toMillis();
            if (i + 1 < segments.size() && (old || bytes >= maxBytes || records >= maxRecords)) {
                break;
            }
            keep = i;
            bytes += segments.get(i).bytes();
            records += segments.get(i).lastSequence() - segments.get(i).firstSequence() + 1;
        }
        return segments.get(keep).firstSequence();
    }
}
