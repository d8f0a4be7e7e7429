package carillon.sdk.event;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * The UUID that stands for a user, for protocols that name everything by UUID. It is made from the name, so it is the same
 * after every restart and needs no table; a name that is a UUID is its own id. Pure functions, any thread.
 */
public final class UserId {

    private static final int LENGTH = 36;

    private UserId() {}

    /** The id of the user of this name, or of any other text that is shown as a UUID. */
    public static UUID of(String name) {
        return parse(name)
                .orElseGet(() -> UUID.nameUUIDFromBytes(("carillon:" + name).getBytes(StandardCharsets.UTF_8)));
    }

    /** The UUID that the text is, in any letter case; empty if it is none in the 36-character form. */
    public static Optional<UUID> parse(String text) {
        if (text.length() != LENGTH || text.charAt(8) != '-' || text.charAt(13) != '-' || text.charAt(18) != '-') {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notHex) {
            return Optional.empty();
        }
    }
}
