package carillon.server.dialect.meshery;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** Meshery names everything by UUID; other dialects do not. A name that is none is shown as the UUID made from it. */
final class Uuids {

    static final UUID ZERO = new UUID(0, 0);
    private static final int LENGTH = 36;

    private Uuids() {}

    /** The UUID that the text is, in any letter case; empty if it is none in the 36-character form. */
    static Optional<UUID> parse(String text) {
        if (text.length() != LENGTH || text.charAt(8) != '-' || text.charAt(13) != '-' || text.charAt(18) != '-') {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notHex) {
            return Optional.empty();
        }
    }

    /** The text itself if it is a UUID, else one made from it: the same for the same text, for ever. */
    static String shown(String text) {
        if (text.isEmpty()) {
            return ZERO.toString();
        }
        return parse(text)
                .orElseGet(() -> UUID.nameUUIDFromBytes(("carillon:" + text).getBytes(StandardCharsets.UTF_8)))
                .toString();
    }
}
