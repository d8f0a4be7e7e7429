package carillon.server.app;

import carillon.core.hub.Hub;
import carillon.sdk.filter.FilterOptions;
import carillon.server.access.FileDirectory;
import carillon.server.access.HttpAuthenticator;
import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.console.ConsoleFeatures;
import carillon.server.console.ConsoleRoutes;
import carillon.server.description.Descriptions;
import carillon.server.dialect.drp.DrpConfig;
import carillon.server.dialect.drp.DrpDialect;
import carillon.server.dialect.eventsprotocol.EventsProtocol;
import carillon.server.dialect.eventsprotocol.EventsProtocolConfig;
import carillon.server.http.HttpServer;
import carillon.server.http.Listener;
import carillon.server.http.Router;
import carillon.server.http.Routes;
import carillon.server.http.WebSocketLimits;
import carillon.server.socketio.SocketIoConfig;
import carillon.server.socketio.SocketIoServer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** All dialects, mounted. One line for each; what a dialect needs beyond the hub it is given here. */
final class Dialects {

    private final List<Routes> routes = new ArrayList<>();
    private final List<Listener> ownListeners = new ArrayList<>();
    private final List<AutoCloseable> parts = new ArrayList<>();

    private Dialects() {}

    static Dialects of(Config config, Path data, boolean demo, Hub hub, FileDirectory directory, Storage storage) {
        var dialects = new Dialects();
        var required = HttpAuthenticator.required(directory);
        dialects.routes.add(new DrpDialect(hub, directory, required, drp(config)).routes());
        dialects.addEventsProtocol(hub, directory);
        dialects.routes.addAll(ConsoleRoutes.routes(
                new ConsoleFeatures(version(), config.get(Settings.SYSADM_JOBS), config.get(Settings.BRIDGE_ENABLED)),
                required));
        return dialects;
    }

    private void addEventsProtocol(Hub hub, FileDirectory directory) {
        var optional = HttpAuthenticator.optional(directory);
        var protocol = new EventsProtocol(hub, directory, EventsProtocolConfig.DEFAULT);
        var socketIo = new SocketIoServer(SocketIoConfig.DEFAULT, protocol.namespaces());
        parts.add(socketIo);
        routes.addAll(protocol.routes(optional));
        routes.add(socketIo.routes(optional));
        routes.addAll(new Descriptions(this::router, protocol.mux(), version()).routes());
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
                new FilterOptions(config.get(Settings.CHANGED_REQUIRES_BOTH)),
                config.get(Settings.HTTPS_PORT),
                "v" + version(),
                InstantSource.system());
    }

    Router router() {
        return Router.of(routes);
    }

    /** Listeners on ports of a dialect's own. */
    List<Listener> ownListeners() {
        return List.copyOf(ownListeners);
    }

    /** The ports are open. */
    void started(HttpServer http) {}

    /** What the dialects opened, in that order. */
    List<AutoCloseable> parts() {
        return List.copyOf(parts);
    }
}
