package carillon.server.socketio;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whether a client may join a namespace. */
public sealed interface Admission {

    /**
     * It may.
     *
     * @param pid the private id under which the client may come back, the one it sent if its state was recovered; null
     *     where nothing is kept for it
     * @param sid the public id that it had before, if its state was recovered; null for a new one
     * @param open called on the session's thread when the client has been told; must not block
     */
    record Accepted(@Nullable String pid, @Nullable String sid, Function<Socket, SocketListener> open)
            implements Admission {

        /** A client that is new here. */
        public Accepted(@Nullable String pid, Function<Socket, SocketListener> open) {
            this(pid, null, open);
        }
    }

    /** It may not; the client sees {@code connect_error} with the message. */
    record Refused(String message, @Nullable JsonNode data) implements Admission {}
}
