package carillon.server.socketio;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client wants to join a namespace.
 *
 * @param auth the object that it sent along; null if none. Holds {@code pid} and {@code offset} when it comes back
 */
public record ConnectRequest(Handshake handshake, @Nullable JsonNode auth) {

    /** A text member of the auth payload; empty if there is none. */
    public String text(String member) {
        return auth == null ? "" : auth.path(member).stringValue("");
    }
}
