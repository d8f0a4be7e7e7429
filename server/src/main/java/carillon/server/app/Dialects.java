package carillon.server.app;

import carillon.core.hub.Hub;
import carillon.sdk.filter.FilterOptions;
import carillon.server.access.FileDirectory;
import carillon.server.access.HttpAuthenticator;
import carillon.server.access.LoginGate;
import carillon.server.access.ProblemDenials;
import carillon.server.bridge.Bridge;
import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.console.ConnectionRoutes;
import carillon.server.console.ConsoleFeatures;
import carillon.server.console.ConsoleRoutes;
import carillon.server.description.Descriptions;
import carillon.server.description.ErrorPage;
import carillon.server.description.Port;
import carillon.server.dialect.HubDialect;
import carillon.server.dialect.cloudevents.CloudEventsConfig;
import carillon.server.dialect.cloudevents.CloudEventsDialect;
import carillon.server.dialect.cloudevents.CloudEventsForm;
import carillon.server.dialect.drp.DrpConfig;
import carillon.server.dialect.drp.DrpDialect;
import carillon.server.dialect.drp.LogEvents;
import carillon.server.dialect.eventsprotocol.EventsProtocolConfig;
import carillon.server.dialect.eventsprotocol.EventsProtocolDialect;
import carillon.server.dialect.meshery.InstanceId;
import carillon.server.dialect.meshery.MesheryConfig;
import carillon.server.dialect.meshery.MesheryDialect;
import carillon.server.dialect.meshery.WireCase;
import carillon.server.dialect.sysadm.BridgeLinks;
import carillon.server.dialect.v1.V1Dialect;
import carillon.server.explain.ExplainRoutes;
import carillon.server.http.Authenticator;
import carillon.server.http.HttpServer;
import carillon.server.http.Listener;
import carillon.server.http.Router;
import carillon.server.http.Routes;
import carillon.server.http.WebSocketLimits;
import carillon.server.metrics.HealthRoutes;
import carillon.server.metrics.MetricsRoutes;
import carillon.server.socketio.SocketIoConfig;
import ch.qos.logback.classic.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** All dialects, started and mounted; what a dialect needs beyond the hub it is given here. */
final class Dialects {

    private final DrpDialect drp;
    private final List<Routes> routes = new ArrayList<>();
    private final List<Listener> ownListeners = new ArrayList<>();
    private final List<AutoCloseable> parts = new ArrayList<>();

    /** What can be called inside the sockets, by the name of the protocol. */
    private final Map<String, List<String>> calls = new TreeMap<>();

    /** The ports, once they are open. */
    private final CompletableFuture<HttpServer> opened = new CompletableFuture<>();

    private @Nullable MetricsRoutes metrics;

    private Dialects(DrpDialect drp) {
        this.drp = drp;
    }

    static Dialects of(
            Config config,
            Path data,
            boolean demo,
            Hub hub,
            FileDirectory directory,
            Storage storage,
            Certificate certificate) {
        var gate = new LoginGate(directory, hub.sessions());
        var required = HttpAuthenticator.required(gate);
        var policy = Access.policy(config, directory);
        var optional = HttpAuthenticator.optional(gate);
        var callers = ProblemDenials.of(required);
        var drp = new DrpDialect(hub, directory, required, policy, drp(config), data);
        if (demo) {
            drp.addDemoObjects();
        }
        var events = new EventsProtocolDialect(hub, gate, eventsProtocol(config));
        var dialects = new Dialects(drp);
        dialects.routes.add(ErrorPage.routes());
        var cloudEvents = new CloudEventsForm(instance(config, data).toString());
        dialects.add(
                new V1Dialect(hub, callers, Math.toIntExact(config.get(Settings.HTTP_MAX_BODY)), List.of(cloudEvents)));
        dialects.add(
                new CloudEventsDialect(hub, callers, ProblemDenials.of(optional), cloudEvents, cloudEvents(config)));
        dialects.add(drp);
        // From warnings on: what the server says in passing is for its log alone.
        dialects.parts.add(LogEvents.attach(hub, Level.WARN));
        dialects.add(events);
        dialects.add(new MesheryDialect(hub, meshery(config, data, demo), optional, data, Clock.systemUTC()));
        dialects.routes.addAll(new Descriptions(dialects::ports, events.mux(), version()).routes());
        dialects.routes.addAll(ConsoleRoutes.routes(
                new ConsoleFeatures(version(), config.get(Settings.SYSADM_JOBS), config.get(Settings.BRIDGE_ENABLED)),
                policy,
                callers));
        dialects.routes.add(ConnectionRoutes.routes(policy, dialects.opened::join, callers));
        dialects.routes.add(ExplainRoutes.routes(hub, directory, policy, dialects.opened::join, callers));
        var sysadm = new SysAdmParts(config, data, certificate, dialects);
        if (config.get(Settings.SYSADM_ENABLED)) {
            sysadm.addSysAdm(hub, directory, policy, gate);
        }
        var bridge = config.get(Settings.BRIDGE_ENABLED)
                ? Optional.of(sysadm.addBridge(policy, callers, gate, hub.threads()))
                : Optional.<Bridge>empty();
        dialects.addObservation(config, hub, gate, storage, bridge, sysadm.links());
        return dialects;
    }

    private static CloudEventsConfig cloudEvents(Config config) {
        return new CloudEventsConfig(
                Math.toIntExact(config.get(Settings.HTTP_MAX_BODY)),
                WebSocketLimits.RESUMABLE
                        .withMaxInboundBytes(config.get(Settings.WS_MAX_INBOUND))
                        .withTimes(
                                config.get(Settings.WS_PING),
                                config.get(Settings.WS_PONG),
                                config.get(Settings.WS_WRITE)));
    }

    private static EventsProtocolConfig eventsProtocol(Config config) {
        // A session that polls is a stream without a connection.
        return EventsProtocolConfig.DEFAULT.withSocketIo(
                SocketIoConfig.DEFAULT.withSessionsEach(config.get(Settings.HTTP_MAX_STREAMS_EACH)));
    }

    private void addObservation(
            Config config,
            Hub hub,
            LoginGate gate,
            Storage storage,
            Optional<Bridge> bridge,
            Optional<BridgeLinks> links) {
        var health = new HealthWatch(
                hub.threads(),
                storage.log()::trouble,
                hub::historyHealth,
                this::closedPorts,
                HealthWatch.STUCK_AFTER,
                HealthWatch.FAILING_AFTER);
        routes.add(HealthRoutes.routes(health::now));
        if (config.get(Settings.METRICS)) {
            metrics = MetricsRoutes.of(hub);
            routes.add(metrics.routes(Authenticator.NONE));
            LoginMeters.count(metrics.registry(), gate.counters());
            var meters = new BridgeMeters(metrics.registry());
            bridge.ifPresent(meters::count);
            links.ifPresent(meters::count);
        }
    }

    /** Starts a dialect and mounts it. */
    void add(HubDialect dialect) {
        parts.add(dialect);
        dialect.start();
        dialect.routes().forEach(part -> routes.add(part.family(dialect.family())));
        calls.put(dialect.name(), dialect.calls());
    }

    /** Something that is closed with the dialects, after those that were added later. */
    void addPart(AutoCloseable part) {
        parts.add(part);
    }

    void addRoutes(Routes part) {
        routes.add(part);
    }

    void addListener(Listener own) {
        ownListeners.add(own);
    }

    /** The id of this instance, which events of all users can be addressed to. */
    static UUID instance(Config config, Path data) {
        return InstanceId.in(data, config.get(Settings.MESHERY_SYSTEM_ID));
    }

    private static MesheryConfig meshery(Config config, Path data, boolean demo) {
        return new MesheryConfig(
                switch (config.get(Settings.MESHERY_WIRE_CASE)) {
                    case SNAKE -> WireCase.SNAKE;
                    case CAMEL -> WireCase.CAMEL;
                },
                instance(config, data),
                demo ? MesheryConfig.Auth.NONE : MesheryConfig.Auth.SESSION,
                config.get(Settings.MESHERY_MAX_AGE),
                config.get(Settings.MESHERY_MAX_PER_USER),
                config.get(Settings.MESHERY_BUFFER),
                "/");
    }

    private static String version() {
        return Objects.requireNonNullElse(Dialects.class.getPackage().getImplementationVersion(), "0.1.0");
    }

    private static DrpConfig drp(Config config) {
        var socket = WebSocketLimits.DROPPING
                .withMaxInboundBytes(config.get(Settings.WS_MAX_INBOUND))
                .withOutbox(WebSocketLimits.DROPPING.outboxBytes(), config.get(Settings.WS_QUEUE))
                .withTimes(config.get(Settings.WS_PING), config.get(Settings.WS_PONG), config.get(Settings.WS_WRITE));
        return new DrpConfig(
                Access.mode(config),
                socket,
                config.get(Settings.WS_MAX_REGISTRATIONS),
                config.get(Settings.OBJECTS_MEMORY),
                new FilterOptions(config.get(Settings.CHANGED_REQUIRES_BOTH)),
                config.get(Settings.HTTPS_PORT),
                "v" + version(),
                InstantSource.system());
    }

    Router router() {
        return Router.of(routes);
    }

    DrpDialect drp() {
        return drp;
    }

    /** What can be called inside the sockets, by the name of the protocol. */
    Map<String, List<String>> calls() {
        return calls;
    }

    /** Listeners on ports of a dialect's own. */
    List<Listener> ownListeners() {
        return List.copyOf(ownListeners);
    }

    /** What is served where. A request may come before the last port is open, and waits for that. */
    private List<Port> ports() {
        var http = opened.join();
        var ports = new ArrayList<>(
                List.of(new Port("http", false, http.address("http").getPort(), router().endpoints())));
        for (var own : ownListeners) {
            ports.add(new Port(
                    own.name(),
                    own.tls() != null,
                    http.address(own.name()).getPort(),
                    own.router().endpoints()));
        }
        return ports;
    }

    /** A request may come in by the first port before the last one is open. */
    private List<String> closedPorts() {
        var http = opened.getNow(null);
        return http == null
                ? List.of("not every port is open yet")
                : http.closedListeners().stream()
                        .map(name -> "listener " + name + " is not open")
                        .toList();
    }

    /** The ports are open. */
    void started(HttpServer http) {
        opened.complete(http);
        if (metrics != null) {
            metrics.count(http.counters());
        }
    }

    /** What the dialects opened, in that order. */
    List<AutoCloseable> parts() {
        return List.copyOf(parts);
    }
}
