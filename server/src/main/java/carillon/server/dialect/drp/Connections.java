package carillon.server.dialect.drp;

import carillon.core.access.Principal;
import carillon.core.hub.Hub;
import carillon.core.hub.PublishOutcome;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.http.Authentication;
import carillon.server.http.ConnectionWatch;
import carillon.server.http.PeerAddress;
import carillon.server.http.Request;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Who is connected, by peer address, and the events that say so (section 11). A connection is there from the moment it is
 * accepted; its principal is unknown, and there are no events about it, until a request on it is authenticated. Any
 * thread.
 *
 * <p>A connection can close while a request on it is still being answered. So an entry changes only while it is there, and
 * the event about a change is published before the next change of the same entry: nothing comes back after its end.
 */
final class Connections implements ConnectionWatch {

    private final Hub hub;
    private final DrpConfig config;
    private final Map<String, Connection> open = new ConcurrentHashMap<>();

    Connections(Hub hub, DrpConfig config) {
        this.hub = hub;
        this.config = config;
    }

    @Override
    public void opened(InetSocketAddress remote) {
        var address = PeerAddress.text(remote);
        open.put(address, Connection.unknown(address, config.clock().instant()));
    }

    @Override
    public void closed(InetSocketAddress remote) {
        open.computeIfPresent(PeerAddress.text(remote), (address, gone) -> {
            if (gone.known()) {
                publish("delete", gone);
            }
            return null;
        });
    }

    /** Takes note of who is behind a request. */
    Authentication noticed(Request request, Authentication found) {
        if (found instanceof Authentication.Authenticated authenticated) {
            requested(request.remote(), authenticated.principal());
        }
        return found;
    }

    /** A request was authenticated. */
    void requested(InetSocketAddress remote, Principal principal) {
        open.computeIfPresent(PeerAddress.text(remote), (address, present) -> {
            if (present.principal().equals(principal.name())) {
                return present;
            }
            var after = connection(address, Connection.API, principal, present.createTime(), Connection.Closer.NONE);
            become(present, after);
            return after;
        });
    }

    /**
     * A connection was upgraded. Completes when the event about it is on its way, so that the socket itself cannot see it.
     */
    CompletionStage<?> upgraded(InetSocketAddress remote, Principal principal, Connection.Closer closer) {
        var told = new AtomicReference<CompletionStage<?>>(CompletableFuture.completedFuture(null));
        open.computeIfPresent(PeerAddress.text(remote), (address, present) -> {
            var after = connection(
                    address, Connection.WEBSOCKET, principal, config.clock().instant(), closer);
            told.set(become(present, after));
            return after;
        });
        return told.get();
    }

    private CompletionStage<PublishOutcome> become(Connection before, Connection after) {
        if (before.known()) {
            publish("delete", before);
        }
        return publish("create", after);
    }

    Collection<Connection> all() {
        return open.values();
    }

    Optional<Connection> at(String remoteAddr) {
        return Optional.ofNullable(open.get(remoteAddr));
    }

    /** Ends a socket from outside; it is gone from the list at once, whenever its peer answers. */
    void close(Connection connection) {
        open.computeIfPresent(connection.remoteAddr(), (address, present) -> {
            if (!present.equals(connection)) {
                return present;
            }
            publish("delete", connection);
            return null;
        });
        connection.closer().close(1008, "closed by an administrator");
    }

    private static Connection connection(
            String address, String type, Principal principal, Instant created, Connection.Closer closer) {
        var expires = principal.expires();
        return new Connection(
                address, type, principal.name(), created, expires == null ? WireTime.ZERO : expires, closer);
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
