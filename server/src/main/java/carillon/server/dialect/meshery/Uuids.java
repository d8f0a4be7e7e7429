package carillon.server.dialect.meshery;

import carillon.sdk.event.UserId;
import java.util.Optional;
import java.util.UUID;

/** Meshery names everything by UUID; other dialects do not. A name that is none is shown as the UUID made from it. */
final class Uuids {

    static final UUID ZERO = new UUID(0, 0);

    private Uuids() {}

    /** The UUID that the text is, in any letter case; empty if it is none in the 36-character form. */
    static Optional<UUID> parse(String text) {
        return UserId.parse(text);
    }

    /** The text itself if it is a UUID, else one made from it: the same for the same text, for ever. */
    static String shown(String text) {
        return (text.isEmpty() ? ZERO : UserId.of(text)).toString();
    }
}
