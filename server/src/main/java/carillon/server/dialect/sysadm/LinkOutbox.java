package carillon.server.dialect.sysadm;

import java.net.http.WebSocket;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What waits to be sent to a bridge: one message at a time, within a bound. Any thread. */
final class LinkOutbox {

    // As much as a client's own connection may have waiting; all clients behind the bridge share it.
    private static final long MOST_CHARACTERS = 8 << 20;

    private final WebSocket socket;
    private final Queue<String> waiting = new ArrayDeque<>();
    private long characters;
    private boolean sending;
    private boolean closed;

    LinkOutbox(WebSocket socket) {
        this.socket = socket;
    }

    /** Queues a message; returns false when too much waits, and nothing will be sent any more. */
    boolean send(String message) {
        synchronized (this) {
            if (closed) {
                return true;
            }
            // One message of whatever size always has room.
            if (!waiting.isEmpty() && characters + message.length() > MOST_CHARACTERS) {
                return false;
            }
            waiting.add(message);
            characters += message.length();
            if (sending) {
                return true;
            }
            sending = true;
        }
        next();
        return true;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a failure reaches the listener of the socket
    private void next() {
        var message = poll();
        if (message != null) {
            socket.sendText(message, true).whenComplete((same, failure) -> {
                if (failure == null) {
                    next();
                }
            });
        }
    }

    private synchronized @Nullable String poll() {
        var message = closed ? null : waiting.poll();
        if (message == null) {
            sending = false;
            return null;
        }
        characters -= message.length();
        return message;
    }

    void close() {
        synchronized (this) {
            closed = true;
            waiting.clear();
        }
        socket.abort();
    }
}
