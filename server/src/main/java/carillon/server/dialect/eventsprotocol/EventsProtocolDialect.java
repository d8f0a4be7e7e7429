package carillon.server.dialect.eventsprotocol;

import carillon.core.delivery.FrameFormat;
import carillon.core.hub.Hub;
import carillon.sdk.protocol.Batch;
import carillon.sdk.protocol.Context;
import carillon.sdk.protocol.Dialect;
import carillon.sdk.protocol.DocPage;
import carillon.sdk.protocol.EventProcessor;
import carillon.sdk.protocol.Mux;
import carillon.sdk.protocol.Options;
import carillon.sdk.protocol.Tracker;
import carillon.server.access.HttpAuthenticator;
import carillon.server.access.LoginGate;
import carillon.server.dialect.HubDialect;
import carillon.server.http.Authenticator;
import carillon.server.http.EventChannel;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import carillon.server.socketio.Namespace;
import carillon.server.socketio.SharedEvents;
import carillon.server.socketio.SocketIoServer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The hub behind the events protocol: {@code /events} (go), {@code /gb/events} (gb), {@code /events/ws}, {@code /doc} and
 * the default namespace of Socket.IO.
 */
public final class EventsProtocolDialect implements HubDialect {

    private static final EventChannel SOCKET =
            new EventChannel("events", "Events protocol: every text message is one event", EventChannel.Kind.ENVELOPES);
    private static final EventChannel SOCKET_IO = new EventChannel(
            "socket_io", "Socket.IO 5: emissions of event, default namespace", EventChannel.Kind.ENVELOPES);

    private static final String SUBPROTOCOL = "events-protocol.v1";

    private final Hub hub;
    private final LoginGate gate;
    private final EventsProtocolConfig config;
    private final LiveEnvelope live;
    private final Mux go;
    private final Mux gb;
    private final EventProcessor goProcessor;
    private final EventProcessor gbProcessor;
    private final FrameFormat format;
    private final SharedEvents shared;
    private final Recoverable recoverable;
    private final SocketIoServer socketIo;
    private volatile byte @Nullable [] documentation;

    public EventsProtocolDialect(Hub hub, LoginGate gate, EventsProtocolConfig config) {
        this(hub, gate, config, Tracker.NONE);
    }

    /**
     * The same, watched.
     *
     * @param tracker sees the requests of every transport and of both dialects; on sockets with the request that opened
     *     the connection
     */
    public EventsProtocolDialect(Hub hub, LoginGate gate, EventsProtocolConfig config, Tracker tracker) {
        this.hub = hub;
        this.gate = gate;
        this.config = config;
        this.live = new LiveEnvelope(hub.log().epoch());
        this.go = mux(config.go(), tracker);
        this.gb = mux(config.gb(), tracker);
        this.goProcessor = new EventProcessor(go);
        this.gbProcessor = new EventProcessor(gb);
        this.format = new EventsProtocolFrames(live);
        this.shared = new SharedEvents("socket.io", "/", live::socketIoArray);
        this.recoverable = new Recoverable(config.recovery(), config.maxRecoverable(), InstantSource.system());
        this.socketIo =
                new SocketIoServer(config.socketIo(), namespaces(), hub.threads(), hub.sessions(), hub.memory());
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public String family() {
        return "Events protocol";
    }

    private Mux mux(Options options, Tracker tracker) {
        var mux = new Mux(options, tracker);
        Dialect dialect = options.dialect();
        return mux.add("event:publish", 1, new PublishHandler(dialect, hub))
                .add("event:query", 1, new QueryHandler(dialect, hub, live))
                .add("event:subscribe", 1, new SubscribeHandler(dialect, hub))
                .add("event:unsubscribe", 1, new UnsubscribeHandler(dialect))
                .add("batch", 1, new Batch(mux));
    }

    @Override
    public List<Routes> routes() {
        // Anonymous requests pass: the token may stand in the event.
        var authenticator = HttpAuthenticator.optional(gate);
        return List.of(
                mount("/events", goProcessor, authenticator)
                        .get("/ws", this::upgrade)
                        .opens(SOCKET),
                socketIo.routes(authenticator, SOCKET_IO),
                mount("/gb/events", gbProcessor, authenticator),
                Routes.under("/doc").get("", request -> documentation()).get("/", request -> documentation()));
    }

    /** The mux of dialect {@code go}, for whoever describes it. */
    public Mux mux() {
        return go;
    }

    /** The mux of dialect {@code gb}. */
    public Mux strictMux() {
        return gb;
    }

    /** The names of all events that are answered, on every transport. */
    @Override
    public List<String> calls() {
        return go.registrations().stream().map(Mux.Registration::name).toList();
    }

    /** The sessions of Socket.IO. */
    SocketIoServer socketIo() {
        return socketIo;
    }

    @Override
    public void close() {
        socketIo.close();
    }

    private Map<String, Namespace> namespaces() {
        return Map.of("/", new EventNamespace(hub, gate, goProcessor, config, shared, recoverable));
    }

    private Routes mount(String prefix, EventProcessor processor, Authenticator authenticator) {
        return Routes.under(prefix)
                .authenticator(authenticator)
                .maxBodyBytes(processor.options().maxBodyBytes())
                .post("", request -> serve(processor, request))
                .post("/", request -> serve(processor, request))
                .post("/others", request -> serve(processor, request));
    }

    private Response serve(EventProcessor processor, Request request) {
        var type = request.header("content-type").orElse("");
        try (var caller = new Caller(gate, request.remote().getAddress(), request.caller(), null, hub)) {
            var context = Context.ROOT.with(Caller.KEY, caller);
            var answer = processor.process(context, request.body(), type, RequestExchange.of(request));
            return Response.of(answer.status(), answer.contentType(), answer.body());
        }
    }

    /** Made once: anybody may ask, and to make it takes a look at every class that is described. */
    private Response documentation() {
        var page = documentation;
        if (page == null) {
            page = new DocPage(go).html().getBytes(StandardCharsets.UTF_8);
            documentation = page;
        }
        return Response.of(200, "text/html; charset=utf-8", page);
    }

    private Response upgrade(Request request) {
        boolean offered = request.headers().lists("sec-websocket-protocol", SUBPROTOCOL);
        var exchange = RequestExchange.opening(request);
        var principal = request.caller();
        return Response.upgrade(
                connection -> new EventSocket(
                        connection,
                        goProcessor,
                        gate,
                        hub,
                        exchange,
                        principal,
                        new Subscriptions(hub, () -> connection.outlet(format), config.maxSubscriptions()),
                        config),
                config.socket(),
                offered ? SUBPROTOCOL : null);
    }
}
