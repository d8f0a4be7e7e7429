package carillon.server.socketio;

import carillon.core.access.OpenSessions;
import carillon.core.memory.MemoryBudget;
import carillon.core.thread.HubThreads;
import carillon.sdk.event.Json;
import carillon.server.http.AddressGroup;
import carillon.server.http.Authenticator;
import carillon.server.http.EventChannel;
import carillon.server.http.ForeignPages;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import carillon.server.http.WebSocketConnection;
import carillon.server.http.WebSocketLimits;
import carillon.server.http.WebSocketListener;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens sessions, finds the session of each request, and watches heartbeats. Mount {@link #routes} on the listeners that
 * shall serve Socket.IO; the path is {@code /socket.io/}, as clients expect.
 */
public final class SocketIoServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SocketIoServer.class);

    private final SocketIoConfig config;
    private final BiFunction<EngineSession, Handshake, EngineListener> listeners;
    private final long sweepMillis;
    private final ConcurrentHashMap<String, EngineSession> sessions = new ConcurrentHashMap<>();
    private final PollingThread thread;
    private final OpenSessions open;
    private final WebSocketLimits limits;
    private final MemoryBudget bursts;
    private final Seats seats;
    private volatile boolean closing;

    /**
     * Makes the server.
     *
     * @param namespaces by name with leading slash; the default one is {@code /}
     * @param open ends sessions whose first request brought credentials that are revoked
     * @param memory a quarter of it is for bursts that wait for clients that poll
     */
    public SocketIoServer(
            SocketIoConfig config,
            Map<String, Namespace> namespaces,
            HubThreads threads,
            OpenSessions open,
            MemoryBudget memory) {
        this(config, speaking(config, Map.copyOf(namespaces)), threads, open, memory);
    }

    /** A server whose sessions carry the messages of something else than Socket.IO. */
    SocketIoServer(
            SocketIoConfig config,
            BiFunction<EngineSession, Handshake, EngineListener> listeners,
            HubThreads threads,
            OpenSessions open,
            MemoryBudget memory) {
        this.bursts = memory.part(memory.most() / 4);
        this.thread = new PollingThread(threads);
        this.config = config;
        this.seats = new Seats(config.limits().sessions(), config.limits().sessionsEach());
        this.listeners = listeners;
        this.open = open;
        this.limits =
                WebSocketLimits.RESUMABLE.withMaxInboundBytes(config.limits().payloadBytes());
        this.sweepMillis = sweepMillis(config);
        thread.every(sweepMillis, this::sweep);
    }

    private static BiFunction<EngineSession, Handshake, EngineListener> speaking(
            SocketIoConfig config, Map<String, Namespace> namespaces) {
        return (session, handshake) -> new ClientSession(session, handshake, namespaces, config);
    }

    /** A ping may be early by two sweeps, and the end of a silent session late by one. */
    private static long sweepMillis(SocketIoConfig config) {
        return Math.max(10, Math.min(1_000, config.times().pingInterval().toMillis() / 20));
    }

    /**
     * The routes.
     *
     * @param authenticator has to let anonymous requests through: a client may also show who it is when it joins a
     *     namespace
     * @param channel what its messages are
     */
    public Routes routes(Authenticator authenticator, EventChannel channel) {
        var routes = Routes.under("/socket.io")
                .maxBodyBytes(config.limits().payloadBytes())
                // A first GET opens a session.
                .foreignPages(ForeignPages.NOTHING)
                .authenticator(authenticator);
        for (var pattern : new String[] {"", "/"}) {
            routes.async("GET", pattern, (request, loop) -> get(request))
                    .opens(channel)
                    .async("POST", pattern, (request, loop) -> post(request))
                    .async("OPTIONS", pattern, (request, loop) -> done(EngineErrors.PREFLIGHT));
            for (var method : new String[] {"PUT", "DELETE", "PATCH"}) {
                routes.async(method, pattern, (request, loop) -> done(EngineErrors.BAD_METHOD));
            }
        }
        return routes;
    }

    /** How many sessions are open. */
    public int sessions() {
        return sessions.size();
    }

    private CompletionStage<Response> get(Request request) {
        var query = request.query();
        if (!query.first("EIO").orElse("").equals("4")) {
            return done(EngineErrors.UNSUPPORTED_VERSION);
        }
        var sid = query.first("sid").orElse("");
        return switch (query.first("transport").orElse("")) {
            case "polling" -> sid.isEmpty() ? done(open(request)) : poll(sid);
            case "websocket" -> done(webSocket(request, sid));
            default -> done(EngineErrors.UNKNOWN_TRANSPORT);
        };
    }

    private CompletionStage<Response> post(Request request) {
        var query = request.query();
        if (!query.first("EIO").orElse("").equals("4")) {
            return done(EngineErrors.UNSUPPORTED_VERSION);
        }
        if (!query.first("transport").orElse("").equals("polling")) {
            return done(EngineErrors.UNKNOWN_TRANSPORT);
        }
        var sid = query.first("sid").orElse("");
        if (sid.isEmpty()) {
            return done(EngineErrors.BAD_METHOD);
        }
        if (!(sessions.get(sid) instanceof PollingSession session)) {
            return done(EngineErrors.UNKNOWN_SESSION);
        }
        var answer = new CompletableFuture<Response>();
        thread.now(() -> session.push(request.body(), answer));
        return answer;
    }

    private CompletionStage<Response> poll(String sid) {
        var session = sessions.get(sid);
        if (session == null) {
            return done(EngineErrors.UNKNOWN_SESSION);
        }
        if (!(session instanceof PollingSession polling)) {
            return done(EngineErrors.UPGRADED);
        }
        var answer = new CompletableFuture<Response>();
        thread.now(() -> polling.poll(answer));
        return answer;
    }

    private Response open(Request request) {
        if (closing) {
            return EngineErrors.FULL;
        }
        var handshake = handshake(request);
        var session = new PollingSession(
                SessionIds.next(),
                config,
                thread,
                bursts.open(request.account()),
                seat(handshake),
                listener(handshake),
                this::forget);
        if (!seated(session, handshake)) {
            return EngineErrors.FULL;
        }
        session.endsWith(open.open(request.caller(), why -> session.close(Ending.revoked(why))));
        return EngineErrors.text(openPacket(session.id(), true).getBytes(StandardCharsets.UTF_8));
    }

    private Response webSocket(Request request, String sid) {
        if (!request.asksForWebSocket()) {
            return EngineErrors.NO_UPGRADE;
        }
        if (sid.isEmpty()) {
            var handshake = handshake(request);
            return closing ? EngineErrors.FULL : Response.upgrade(connection -> opened(connection, handshake), limits);
        }
        var session = sessions.get(sid);
        if (session == null) {
            return EngineErrors.UNKNOWN_SESSION;
        }
        return session instanceof PollingSession polling
                ? Response.upgrade(
                        connection -> new UpgradeListener(
                                connection, polling, thread, config.times().upgrade()),
                        limits)
                : EngineErrors.UPGRADED;
    }

    private WebSocketListener opened(WebSocketConnection connection, Handshake handshake) {
        var session =
                new WebSocketSession(SessionIds.next(), connection, seat(handshake), listener(handshake), this::forget);
        if (seated(session, handshake)) {
            connection.sendText(openPacket(session.id(), false));
        }
        return session;
    }

    private Seats.Seat seat(Handshake handshake) {
        return seats.of(AddressGroup.bounded(handshake.remote().getAddress()));
    }

    /** Whether a new session has a place; it ends otherwise. */
    private boolean seated(EngineSession session, Handshake handshake) {
        var caller = handshake.caller();
        sessions.put(session.id(), session);
        if (caller == null) {
            session.seat().take(() -> session.close(Ending.NO_SEAT));
            return true;
        }
        boolean seated = session.seat().belongsTo(caller.name());
        if (!seated) {
            session.close(Ending.NO_SEAT);
        }
        return seated;
    }

    private Function<EngineSession, EngineListener> listener(Handshake handshake) {
        return session -> listeners.apply(session, handshake);
    }

    private static Handshake handshake(Request request) {
        return new Handshake(
                request.caller(),
                request.remote(),
                request.secure(),
                request.listener(),
                request.path(),
                request.headers().kept());
    }

    private String openPacket(String sid, boolean upgradable) {
        var packet = Json.mapper().createObjectNode().put("sid", sid);
        var upgrades = packet.putArray("upgrades");
        if (upgradable) {
            upgrades.add("websocket");
        }
        packet.put("pingInterval", config.times().pingInterval().toMillis());
        packet.put("pingTimeout", config.times().pingTimeout().toMillis());
        packet.put("maxPayload", config.limits().payloadBytes());
        return "0" + packet;
    }

    private void forget(EngineSession session) {
        sessions.remove(session.id());
        session.seat().leave();
    }

    private void sweep() {
        long now = System.nanoTime();
        long soon = TimeUnit.MILLISECONDS.toNanos(2 * sweepMillis);
        for (var session : sessions.values()) {
            try {
                session.tick(now, soon, config);
            } catch (RuntimeException broken) {
                // One broken session must not end the heartbeats of all others.
                LOG.error("session {} could not be checked", session.id(), broken);
            }
        }
    }

    private static CompletionStage<Response> done(Response response) {
        return CompletableFuture.completedFuture(response);
    }

    /** Ends all sessions; clients come back when there is a server again. */
    @Override
    public void close() {
        closing = true;
        sessions.values().forEach(session -> session.close(Ending.SHUTTING_DOWN));
        thread.close();
    }
}
