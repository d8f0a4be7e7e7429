package carillon.server.dialect.eventsprotocol;

import carillon.core.access.OpenSessions;
import carillon.core.access.Principal;
import carillon.core.hub.Hub;
import carillon.sdk.event.Json;
import carillon.sdk.protocol.Context;
import carillon.sdk.protocol.EventProcessor;
import carillon.sdk.protocol.Exchange;
import carillon.sdk.protocol.MalformedEventException;
import carillon.server.access.LoginGate;
import carillon.server.http.AddressGroup;
import carillon.server.socketio.Socket;
import carillon.server.socketio.SocketEvent;
import carillon.server.socketio.SocketListener;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One Socket.IO client: emissions of {@code event} are requests, their answers acknowledge them or are emitted. */
final class EventClient implements SocketListener {

    /** A client that polls cannot be paused; one that has so many requests waiting is turned away. */
    private static final int MOST_WAITING = 10_000;

    /** A request that is worked on is held in the memory of the answers, unless it is as small as this. */
    private static final int FREE_TEXT = 16_384;

    private final Socket socket;
    private final EventProcessor processor;
    private final LoginGate gate;
    private final Hub hub;
    private final Exchange handshake;
    private final @Nullable Principal principal;
    private final Subscriptions subscriptions;
    private final @Nullable String pid;
    private final Recoverable recoverable;
    private final RequestPump pump;
    private OpenSessions.Session session = OpenSessions.Session.NONE;

    EventClient(
            Socket socket,
            EventProcessor processor,
            LoginGate gate,
            Hub hub,
            @Nullable Principal principal,
            Subscriptions subscriptions,
            @Nullable String pid,
            Recoverable recoverable,
            EventsProtocolConfig config) {
        this.socket = socket;
        this.processor = processor;
        this.gate = gate;
        this.hub = hub;
        this.handshake = RequestExchange.opening(socket.handshake());
        this.principal = principal;
        this.subscriptions = subscriptions;
        this.pid = pid;
        this.recoverable = recoverable;
        this.pump = new RequestPump(
                config.maxRequestsAtOnce(),
                hub.threads().lastResort(),
                socket::disconnect,
                socket::pauseReading,
                socket::resumeReading);
    }

    @Override
    public void onEvent(SocketEvent event) {
        if (!event.name().equals("event")) {
            return;
        }
        long bytes = event.arguments().stream().mapToLong(String::length).sum();
        var held = hub.memory().open(account());
        if (pump.waiting() > MOST_WAITING || (bytes > FREE_TEXT && !held.hold(bytes))) {
            held.close();
            socket.disconnect();
            return;
        }
        pump.submit(() -> {
            try (held) {
                answer(event);
            }
        });
    }

    private @Nullable Object account() {
        return principal == null
                ? AddressGroup.bounded(socket.handshake().remote().getAddress())
                : principal.name();
    }

    private void answer(SocketEvent event) {
        try (var caller = new Caller(gate, socket.handshake().remote().getAddress(), principal, subscriptions, hub)) {
            answer(event, caller);
            var known = caller.known();
            if (known != null) {
                socket.belongsTo(known.name());
            }
        }
    }

    private void answer(SocketEvent event, Caller caller) {
        var context = Context.ROOT.with(Caller.KEY, caller);
        var problem = problem(event);
        var answer = problem.isEmpty()
                ? processor.process(context, body(event), handshake)
                : processor.refuse(context, new MalformedEventException(problem));
        if (!answer.isEvent()) {
            socket.disconnect();
            return;
        }
        var ackId = event.ackId();
        var allowance = caller.allowance();
        Runnable gone = allowance.holds() ? allowance.handOver(answer.body().length) : () -> {};
        if (ackId == null) {
            socket.emit("event", answer.text(), gone);
        } else {
            socket.acknowledge(ackId, answer.text(), gone);
        }
        caller.answered();
    }

    /** Why the emission is no event; empty if it may be one. */
    private static String problem(SocketEvent event) {
        var form = "emit(\"event\", {name, version, payload}) takes one argument, an object or its JSON as a text; ";
        if (event.binary()) {
            return form + "this one has binary attachments: send binary data as base64 in the payload";
        }
        var arguments = event.arguments();
        if (arguments.size() != 1) {
            return form + "this one has " + (arguments.isEmpty() ? "none" : arguments.size());
        }
        var argument = arguments.getFirst();
        return argument.startsWith("{") || argument.startsWith("\"") ? "" : form + "this one is neither";
    }

    private static String body(SocketEvent event) {
        var argument = event.arguments().getFirst();
        return argument.startsWith("{") ? argument : Json.parse(argument).tree().asString();
    }

    /** The credentials that it joined with may be revoked. Before the first event. */
    void endsWith(OpenSessions.Session session) {
        this.session = session;
    }

    @Override
    public void onDisconnect(DisconnectReason reason) {
        session.close();
        if (pid != null) {
            recoverable.left(pid, this, reason == DisconnectReason.CONNECTION_LOST);
        }
        endSubscriptions();
    }

    /** Its public id. */
    String sid() {
        return socket.id();
    }

    /** Who may come back as this client; empty if it connected without credentials. */
    Optional<String> owner() {
        return Optional.ofNullable(principal).map(Principal::name);
    }

    boolean belongsTo(String name) {
        return owner().filter(name::equals).isPresent();
    }

    /** Ends what there is; gives it once. */
    List<Subscriptions.Held> endSubscriptions() {
        return subscriptions.close();
    }

    /** Ends the connection, on which nobody listens any more. */
    void drop() {
        socket.drop();
    }
}
