package carillon.server.socketio;

import carillon.core.access.Principal;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the request that opened a session.
 *
 * @param caller who its credentials name; null if it had none
 */
public record Handshake(@Nullable Principal caller, InetSocketAddress remote, boolean secure, String listener) {}
