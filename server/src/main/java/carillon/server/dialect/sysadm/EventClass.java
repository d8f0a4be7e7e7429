package carillon.server.dialect.sysadm;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The classes of events that can be subscribed to. */
enum EventClass {
    DISPATCHER("dispatcher"),
    LIFE_PRESERVER("life_preserver"),
    SYSTEM_STATE("system_state");

    private final String underscored;
    private final String hyphenated;

    EventClass(String underscored) {
        this.underscored = underscored;
        this.hyphenated = underscored.replace('_', '-');
    }

    /** The event types of the hub that belong to the class: both spellings, since anybody may publish either. */
    Set<String> types() {
        return Set.copyOf(List.of(underscored, hyphenated));
    }

    String name(Dialect dialect) {
        return dialect == Dialect.WIRE ? hyphenated : underscored;
    }

    /** Whether the last event is kept for later subscribers; one of a job never is. */
    boolean replayed() {
        return this != DISPATCHER;
    }

    /** The class that a client names; the underscored spelling is an alias in the handbook dialect alone. */
    static Optional<EventClass> named(String text, Dialect dialect) {
        for (var one : values()) {
            if (one.hyphenated.equals(text) || (dialect == Dialect.HANDBOOK && one.underscored.equals(text))) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    static Optional<EventClass> ofType(String type) {
        for (var one : values()) {
            if (one.underscored.equals(type) || one.hyphenated.equals(type)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }
}
