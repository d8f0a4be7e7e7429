package carillon.sdk.event;

import java.util.Locale;
import java.util.Optional;

/** Whether the addressee has seen an event (meshery-events 2.4). */
public enum EventStatus {
    UNREAD,
    READ;

    /** The lower-case spelling of the wire. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status spelled exactly so; empty for anything else. */
    public static Optional<EventStatus> ofWire(String text) {
        return switch (text) {
            case "unread" -> Optional.of(UNREAD);
            case "read" -> Optional.of(READ);
            default -> Optional.empty();
        };
    }
}
