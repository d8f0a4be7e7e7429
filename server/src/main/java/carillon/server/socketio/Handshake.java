package carillon.server.socketio;

import carillon.core.access.Principal;
import carillon.server.http.Headers;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the request that opened a session.
 *
 * @param caller who its credentials name; null if it had none
 * @param path without query
 * @param headers a few of them ({@link Headers#kept}): a session lives without a connection, and nothing else would bound what they take
 */
public record Handshake(
        @Nullable Principal caller,
        InetSocketAddress remote,
        boolean secure,
        String listener,
        String path,
        Headers headers) {}
