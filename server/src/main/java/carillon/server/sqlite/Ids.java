package carillon.server.sqlite;

import java.nio.ByteBuffer;
import java.util.UUID;

/** Event ids as the index keeps them: canonical UUIDs as 16 bytes, which halves the index on them; other texts as they are. */
final class Ids {

    private static final int UUID_LENGTH = 36;

    private Ids() {}

    static Object stored(String id) {
        if (!canonical(id)) {
            return id;
        }
        var uuid = UUID.fromString(id);
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    static String shown(Object stored) {
        if (stored instanceof byte[] bytes) {
            var buffer = ByteBuffer.wrap(bytes);
            return new UUID(buffer.getLong(), buffer.getLong()).toString();
        }
        return stored.toString();
    }

    /** Exactly the form that {@link UUID#toString} gives back; {@code fromString} alone would take shorter parts too. */
    private static boolean canonical(String id) {
        if (id.length() != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = id.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            boolean fits = dash ? c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
