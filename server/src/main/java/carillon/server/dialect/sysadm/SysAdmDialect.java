package carillon.server.dialect.sysadm;

import carillon.core.access.AccessPolicy;
import carillon.core.access.Directory;
import carillon.core.access.Principal;
import carillon.core.hub.Hub;
import carillon.core.hub.SubscribeRequest;
import carillon.core.thread.HubTimer;
import carillon.server.access.LoginGate;
import carillon.server.dialect.HubDialect;
import carillon.server.http.EventChannel;
import carillon.server.http.ForeignPages;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import carillon.server.http.SlowPolicy;
import carillon.server.http.WebSocketConnection;
import carillon.server.http.WebSocketLimits;
import carillon.server.http.WebSocketListener;
import carillon.server.source.EventSink;
import carillon.server.source.jobs.Dispatcher;
import carillon.server.source.jobs.JobsConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SysAdm dialect as the server mounts it: {@link #webSocket} on its own port and below a path, {@link #rest} on its own
 * port. Owns the jobs; the other sources publish through {@link #sink}.
 */
public final class SysAdmDialect implements HubDialect {

    private static final EventChannel SOCKET =
            new EventChannel("sysadm", "SysAdm: events/subscribe, then events", EventChannel.Kind.SOCKET);

    /** Opens sessions for peers. */
    @FunctionalInterface
    interface Sessions {
        Session open(Peer peer);
    }

    /** The file of the keys that users registered, in the data directory. */
    public static final String KEYS = "sysadm-keys.json";

    private static final Logger LOG = LoggerFactory.getLogger(SysAdmDialect.class);
    /** The command line changes the file, and what that revokes has to end within a second. */
    private static final Duration KEYS_LOOKED_AT = Duration.ofMillis(250);

    private final SysAdmConfig config;
    private final Hub hub;
    private final LastEvents last = new LastEvents();
    private final HubSink sink;
    private final EarlierEvents earlier;
    private final Dispatcher dispatcher;
    private final Logins logins;
    private final KeySettings keySettings;
    private final Calls calls;
    private final SysAdmFrames wire = new SysAdmFrames(Dialect.WIRE);
    private final SysAdmFrames handbook = new SysAdmFrames(Dialect.HANDBOOK);
    private final HubTimer timer;

    public SysAdmDialect(
            SysAdmConfig config,
            JobsConfig jobs,
            Hub hub,
            Directory directory,
            AccessPolicy policy,
            LoginGate gate,
            InstantSource clock) {
        this.config = config;
        this.hub = hub;
        var remembered = new RememberedEvent(config.dataDir());
        this.sink = new HubSink(hub, last, remembered);
        this.earlier = new EarlierEvents(hub, last, remembered);
        this.dispatcher = new Dispatcher(jobs, config.hostname(), sink, hub.threads());
        this.timer = hub.threads().timer("sysadm-timer");
        this.logins = new Logins(config, directory, policy, gate, hub.sessions(), clock);
        this.keySettings = new KeySettings(logins.keys());
        keySettings.onChange(logins::lookAtKeys);
        this.calls = new Calls(config, keySettings, dispatcher);
    }

    @Override
    public String name() {
        return "sysadm";
    }

    @Override
    public String family() {
        return "SysAdm";
    }

    /** Begins to keep last events, those of before the start among them; before the sources start. */
    @Override
    public void start() {
        var _ = timer.scheduleWithFixedDelay(this::lookAtKeys, 0, KEYS_LOOKED_AT.toMillis(), TimeUnit.MILLISECONDS);
        for (var one : EventClass.values()) {
            if (one.replayed()) {
                hub.subscribe(SubscribeRequest.live(
                                Principal.SYSTEM, Subscriptions.spec(one), last.outlet(), accepted -> {}))
                        .toCompletableFuture()
                        .join();
            }
        }
        earlier.recall();
    }

    /** The file of the keys may be changed by hand as well. */
    private void lookAtKeys() {
        try {
            logins.lookAtKeys();
        } catch (RuntimeException unreadable) {
            LOG.warn("the registered keys could not be looked at; trying again", unreadable);
        }
    }

    /** Everything that a client can call. */
    @Override
    public List<String> calls() {
        return Stream.of(
                        Word.all("rpc/", AuthCalls.Name.values()),
                        Word.all("rpc/", Calls.Rpc.values()),
                        Word.all("rpc/settings ", KeySettings.Action.values()),
                        Word.all("rpc/dispatcher ", Dispatcher.Action.values()),
                        Word.all("events/", EventCalls.Operation.values()))
                .flatMap(List::stream)
                .toList();
    }

    /** Where the log watcher and the system state put their events. */
    public EventSink sink() {
        return sink;
    }

    /** For jobs that the hub starts itself. */
    public Dispatcher dispatcher() {
        return dispatcher;
    }

    @Override
    public List<Routes> routes() {
        return List.of(webSocket("/sysadm/ws"));
    }

    /** The WebSocket below a prefix, on any path there; the empty prefix is for a port of its own. */
    public Routes webSocket(String prefix) {
        var routes = Routes.under(prefix)
                // Any origin may connect (section 2.1): whoever does logs in afterwards.
                .foreignPages(ForeignPages.CONNECT)
                .get("/{path...}", this::upgrade)
                .opens(SOCKET);
        return prefix.isEmpty() ? routes : routes.get("", this::upgrade).opens(SOCKET);
    }

    /** The REST twin, for a port of its own. */
    public Routes rest() {
        return new RestTwin(logins, calls).routes();
    }

    /** Answers who asks for the WebSocket. */
    public Response upgrade(Request request) {
        var dialect = request.query().first("dialect").flatMap(Dialect::named).orElse(config.dialect());
        return Response.upgrade(socket -> open(socket, dialect), limits());
    }

    private WebSocketLimits limits() {
        return new WebSocketLimits(
                Duration.ofSeconds(54),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                config.limits().messageBytes(),
                config.limits().outboxBytes(),
                config.limits().outboxFrames(),
                SlowPolicy.CLOSE_TRY_LATER);
    }

    private WebSocketListener open(WebSocketConnection socket, Dialect dialect) {
        if (logins.lockout().blocked(socket.remote().getAddress())) {
            socket.close(1000, "");
            return new WebSocketListener() {};
        }
        var connection = new ClientConnection(
                socket,
                dialect == Dialect.WIRE ? wire : handbook,
                timer,
                config.times(),
                peer -> session(peer, dialect));
        connection.start();
        return connection;
    }

    /** Dials bridges, to be reachable behind them. Close it before this. */
    public BridgeLinks link(LinkConfig links) {
        var all = new BridgeLinks(links, this, config.dialect(), hub.threads());
        all.start();
        return all;
    }

    Calls callHandlers() {
        return calls;
    }

    KeySettings keySettings() {
        return keySettings;
    }

    Session session(Peer peer, Dialect dialect) {
        return new Session(logins, calls, hub, last, dialect, peer);
    }

    /** Kills running jobs. */
    @Override
    public void close() {
        dispatcher.close();
        timer.shutdownNow();
    }
}
