package carillon.core.history;

import carillon.sdk.event.Severity;
import java.util.Map;

/**
 * How many events a viewer has.
 *
 * @param unreadBySeverity severities without an unread event are left out
 */
public record HistoryCounts(long total, long read, long unread, Map<Severity, Long> unreadBySeverity) {

    public HistoryCounts {
        unreadBySeverity = Map.copyOf(unreadBySeverity);
    }
}
