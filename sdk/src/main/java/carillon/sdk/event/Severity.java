package carillon.sdk.event;

import java.util.Locale;
import java.util.Optional;

/**
 * How much an event matters to people. The order of the constants is the order of weight: emergency first. Syslog
 * without "notice" and with "success" (meshery-events section 2.3).
 */
public enum Severity {
    EMERGENCY,
    ALERT,
    CRITICAL,
    ERROR,
    WARNING,
    SUCCESS,
    INFORMATIONAL,
    DEBUG;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The lower-case spelling that all dialects use. */
    public String wire() {
        return wire;
    }

    /** The severity spelled exactly so, in lower case; empty for anything else. */
    public static Optional<Severity> ofWire(String text) {
        for (var severity : values()) {
            if (severity.wire.equals(text)) {
                return Optional.of(severity);
            }
        }
        return Optional.empty();
    }
}
