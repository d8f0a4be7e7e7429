package carillon.server.dialect.drp;

import carillon.core.access.Principal;
import carillon.core.hub.Hub;
import carillon.core.hub.PublishOutcome;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is connected, by peer address, and the events that say so (section 11). Any thread.
 *
 * <p>REST connections are known from their first authenticated request on.
 */
final class Connections {

    private final Hub hub;
    private final DrpConfig config;
    private final Map<String, Connection> open = new ConcurrentHashMap<>();

    Connections(Hub hub, DrpConfig config) {
        this.hub = hub;
        this.config = config;
    }

    /** A socket was opened. Completes when the event about it is on its way, so that the socket itself cannot see it. */
    CompletionStage<PublishOutcome> opened(InetSocketAddress remote, Principal principal, Connection.Closer closer) {
        var socket = connection(remote, Connection.WEBSOCKET, principal, closer);
        var before = open.put(socket.remoteAddr(), socket);
        if (before != null) {
            // The request that became a socket, or a peer whose end nobody told us about.
            publish("delete", before);
        }
        return publish("create", socket);
    }

    /** A request was authenticated. */
    void requested(InetSocketAddress remote, Principal principal) {
        var address = Connection.address(remote);
        var known = open.get(address);
        if (known != null && known.principal().equals(principal.name())) {
            return;
        }
        var api = connection(remote, Connection.API, principal, Connection.Closer.NONE);
        var before = open.put(address, api);
        if (before != null) {
            publish("delete", before);
        }
        publish("create", api);
    }

    /** The TCP connection is over. */
    void closed(InetSocketAddress remote) {
        var gone = open.remove(Connection.address(remote));
        if (gone != null) {
            publish("delete", gone);
        }
    }

    Collection<Connection> all() {
        return open.values();
    }

    Optional<Connection> at(String remoteAddr) {
        return Optional.ofNullable(open.get(remoteAddr));
    }

    /** Ends a socket from outside; it is gone from the list at once, whenever its peer answers. */
    void close(Connection connection) {
        if (open.remove(connection.remoteAddr(), connection)) {
            publish("delete", connection);
        }
        connection.closer().close(1008, "closed by an administrator");
    }

    /** Ends all sockets of a user whose secret was rotated or who is gone. */
    void revoke(String user) {
        for (var connection : open.values()) {
            if (connection.user().equals(user)) {
                connection.closer().close(1008, "the credentials were revoked");
            }
        }
    }

    private Connection connection(
            InetSocketAddress remote, String type, Principal principal, Connection.Closer closer) {
        var expires = principal.expires();
        return new Connection(
                Connection.address(remote),
                type,
                principal.name(),
                principal.user(),
                config.clock().instant(),
                expires == null ? WireTime.ZERO : expires,
                closer);
    }

    private CompletionStage<PublishOutcome> publish(String action, Connection connection) {
        return hub.publish(
                Principal.SYSTEM,
                Event.about("connections", action, connection.principal())
                        .time(config.clock().instant())
                        .principal(connection.principal())
                        .object(Json.of(connection.json()))
                        .build());
    }
}
