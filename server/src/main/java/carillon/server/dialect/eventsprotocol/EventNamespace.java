package carillon.server.dialect.eventsprotocol;

import carillon.core.access.Principal;
import carillon.core.error.ErrorCode;
import carillon.core.error.RefusedException;
import carillon.core.hub.Hub;
import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import carillon.sdk.filter.Spec;
import carillon.sdk.protocol.EventProcessor;
import carillon.server.access.LoginGate;
import carillon.server.socketio.Admission;
import carillon.server.socketio.ConnectRequest;
import carillon.server.socketio.Namespace;
import carillon.server.socketio.SessionIds;
import carillon.server.socketio.SharedEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The default namespace of Socket.IO. The auth payload may hold {@code token}, and {@code subscribe} (a spec or
 * several) with {@code since}; a client that lost its connection sends {@code pid} and {@code offset} by itself and gets what it missed.
 */
final class EventNamespace implements Namespace {

    private static final Logger LOG = LoggerFactory.getLogger(EventNamespace.class);

    private final Hub hub;
    private final LoginGate gate;
    private final EventProcessor processor;
    private final EventsProtocolConfig config;
    private final SharedEvents events;
    private final Recoverable recoverable;

    EventNamespace(
            Hub hub,
            LoginGate gate,
            EventProcessor processor,
            EventsProtocolConfig config,
            SharedEvents events,
            Recoverable recoverable) {
        this.hub = hub;
        this.gate = gate;
        this.processor = processor;
        this.config = config;
        this.events = events;
        this.recoverable = recoverable;
    }

    /** A subscription that begins with the connection. */
    private record Wanted(
            Principal principal, Spec spec, @Nullable Position since) {}

    /** A client that came back: under its old public id, with its old subscriptions. */
    private record Recovered(String sid, List<Wanted> wanted) {}

    @Override
    public Admission admit(ConnectRequest request) {
        try {
            return admitted(request);
        } catch (RefusedException refused) {
            var refusal = refused.refusal();
            var data =
                    Json.mapper().createObjectNode().put("code", refusal.code().name());
            return new Admission.Refused(refusal.detail(), data);
        }
    }

    private Admission admitted(ConnectRequest request) {
        var principal = principal(request);
        var recovered = recovered(request, principal);
        var pid = recovered.isPresent() ? request.text("pid") : recoverable.on() ? SessionIds.next() : null;
        var sid = recovered.map(Recovered::sid).orElse(null);
        var wanted = recovered.map(Recovered::wanted).orElseGet(() -> wanted(request, principal));
        for (var one : wanted) {
            hub.refusal(one.principal(), List.of(one.spec())).ifPresent(refusal -> {
                throw new RefusedException(refusal.code(), refusal.detail());
            });
        }
        return new Admission.Accepted(pid, sid, socket -> {
            var subscriptions = new Subscriptions(hub, () -> socket.outlet(events), config.maxSubscriptions());
            var client =
                    new EventClient(socket, processor, gate, hub, principal, subscriptions, pid, recoverable, config);
            if (principal != null) {
                socket.belongsTo(principal.name());
            }
            if (pid != null) {
                recoverable.entered(pid, client);
            }
            client.endsWith(hub.sessions().open(principal, why -> socket.disconnect()));
            try {
                for (var one : wanted) {
                    subscriptions.begin(subscriptions.add(one.principal(), one.spec(), one.since()));
                }
            } catch (RefusedException refused) {
                // Together they are too much, or others have taken the room meanwhile.
                LOG.info("a client is turned away: {}", refused.refusal().detail());
                socket.disconnect();
            }
            return client;
        });
    }

    private @Nullable Principal principal(ConnectRequest request) {
        var token = request.text("token");
        return token.isEmpty()
                ? request.handshake().caller()
                : Caller.authenticated(gate, token, request.handshake().remote().getAddress());
    }

    /**
     * What a client that comes back had subscribed to, from where it stopped; empty if that cannot be whole. The private id
     * is no credential: whoever comes back has to say again who it is, and has the rights of now.
     */
    private Optional<Recovered> recovered(ConnectRequest request, @Nullable Principal principal) {
        var pid = request.text("pid");
        var kept = principal == null || pid.isEmpty()
                ? Optional.<Recoverable.Returning>empty()
                : recoverable.find(pid, principal.name());
        if (principal == null || kept.isEmpty()) {
            return Optional.empty();
        }
        var offset = Position.parse(request.text("offset")).orElse(null);
        if (offset != null && !hub.log().whole(offset)) {
            return Optional.empty();
        }
        var wanted = new ArrayList<Wanted>();
        for (var held : kept.get().subscriptions()) {
            var since = held.resumeFrom(offset);
            if (!principal.name().equals(held.principal.name()) || !hub.log().whole(since)) {
                return Optional.empty();
            }
            wanted.add(new Wanted(principal, held.spec, since));
        }
        return Optional.of(new Recovered(kept.get().sid(), wanted));
    }

    /** The subscriptions that the auth payload asks for: one spec as a text, or an array of them. */
    private List<Wanted> wanted(ConnectRequest request, @Nullable Principal principal) {
        var auth = request.auth();
        var subscribe = auth == null ? null : auth.get("subscribe");
        if (auth == null || subscribe == null || subscribe.isNull()) {
            return List.of();
        }
        if (principal == null) {
            throw new RefusedException(ErrorCode.UNAUTHENTICATED, "to subscribe, send a token as auth.token");
        }
        var specs = subscribe.isArray() ? List.copyOf(subscribe.values()) : List.of(subscribe);
        if (specs.size() > config.maxSubscriptions()) {
            throw new RefusedException(
                    ErrorCode.TOO_MANY_SUBSCRIPTIONS,
                    "a connection has at most " + config.maxSubscriptions() + " subscriptions");
        }
        var since = SubscribeHandler.since(auth.get("since"));
        return specs.stream()
                .map(spec -> new Wanted(principal, SubscribeHandler.spec(spec), since))
                .toList();
    }
}
