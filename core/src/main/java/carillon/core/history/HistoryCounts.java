package carillon.core.history;

import carillon.sdk.event.Severity;
import java.util.Map;

/**
 * How many events a viewer has, by the viewer's read state.
 *
 * @param unreadBySeverity severities without an unread event are left out
 * @param readBySeverity severities without a read event are left out
 */
public record HistoryCounts(Map<Severity, Long> unreadBySeverity, Map<Severity, Long> readBySeverity) {

    public HistoryCounts {
        unreadBySeverity = Map.copyOf(unreadBySeverity);
        readBySeverity = Map.copyOf(readBySeverity);
    }

    public long unread() {
        return sum(unreadBySeverity);
    }

    public long read() {
        return sum(readBySeverity);
    }

    public long total() {
        return unread() + read();
    }

    private static long sum(Map<Severity, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
