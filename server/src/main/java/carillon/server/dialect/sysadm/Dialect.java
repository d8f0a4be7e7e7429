package carillon.server.dialect.sysadm;

import java.util.Locale;
import java.util.Optional;

/** The two forms of the protocol (section 0.3). */
public enum Dialect {
    /** As it was published. */
    HANDBOOK,
    /** As the stock client understands it. */
    WIRE;

    /** What the id of an event says. */
    String eventId() {
        return this == WIRE ? "" : "none";
    }

    /** The dialect named so in the query of an upgrade; empty for anything else. */
    static Optional<Dialect> named(String text) {
        for (var dialect : values()) {
            if (dialect.name().toLowerCase(Locale.ROOT).equals(text)) {
                return Optional.of(dialect);
            }
        }
        return Optional.empty();
    }
}
