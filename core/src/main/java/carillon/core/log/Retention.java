package carillon.core.log;

import java.time.Duration;

/**
 * How much of the log is kept. Whole segments go, oldest first and never the one being written, as soon as any limit
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
}
