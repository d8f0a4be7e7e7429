package carillon.core.history;

import carillon.sdk.event.StoredEvent;
import java.time.Instant;

/**
 * An event in somebody's list.
 *
 * @param read the viewer's read state
 * @param updated when that last changed; the event's time if never
 * @param bytes about what the event holds
 */
public record HistoryItem(StoredEvent stored, boolean read, Instant updated, int bytes) {}
