package carillon.server.socketio;

import java.security.SecureRandom;
import java.util.Base64;

/** Ids that nobody can guess: whoever knows a session id may speak as its owner. 18 random bytes, URL-safe base64. */
public final class SessionIds {

    private static final SecureRandom RANDOM = new SecureRandom();

    private SessionIds() {}

    public static String next() {
        var bytes = new byte[18];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
