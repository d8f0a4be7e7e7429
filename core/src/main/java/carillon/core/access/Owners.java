package carillon.core.access;

/**
 * Port: who is meant by an event's owner. A user has a name and an id that is shown for it ({@link carillon.sdk.event.UserId}), and a client may
 * give either. The hub stores the name alone, so that everything behind it compares one text. Asked for every publish:
 * thread-safe, never blocks.
 */
@FunctionalInterface
public interface Owners {

    /** Whom an owner stands for. */
    sealed interface Addressee {

        /** One user, by name. Whether the user exists is not said: it may be created later. */
        record Named(String name) implements Addressee {}

        /** All users: the id of this server itself. */
        record Everyone() implements Addressee {}

        /** An id that no user has. An event for it would be accepted, and seen by nobody. */
        record Unknown(String id) implements Addressee {}
    }

    /** Takes every owner as the name of a user. */
    Owners NAMES = Addressee.Named::new;

    Addressee of(String owner);

    /** The text to look for in a query: empty for everyone; of what is unknown the text itself, which nothing matches. */
    default String name(String owner) {
        return switch (of(owner)) {
            case Addressee.Named(String name) -> name;
            case Addressee.Everyone _ -> "";
            case Addressee.Unknown(String id) -> id;
        };
    }
}
