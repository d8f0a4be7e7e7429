package carillon.server.dialect.eventsprotocol;

import carillon.core.access.AuthzMode;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.TokenRequest;
import carillon.core.access.User;
import carillon.core.hub.Hub;
import carillon.core.hub.HubConfig;
import carillon.sdk.event.Json;
import carillon.sdk.protocol.Events;
import carillon.sdk.protocol.Mux;
import carillon.sdk.protocol.Outcome;
import carillon.sdk.protocol.Tracker;
import carillon.server.access.AccessConfig;
import carillon.server.access.FileDirectory;
import carillon.server.access.LoginGate;
import carillon.server.http.HttpServer;
import carillon.server.http.HttpSettings;
import carillon.server.http.Listener;
import carillon.server.http.Router;
import carillon.server.socketio.SocketIoServer;
import carillon.testkit.history.FakeHistory;
import carillon.testkit.log.FakeLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A hub with its events protocol and Socket.IO on one free port, the journal in memory. */
final class HubServer implements AutoCloseable {

    final SocketIoServer sockets;
    final EventsProtocolDialect protocol;
    final String token;
    private final FileDirectory directory;
    final FakeLog journal = new FakeLog();
    private final Hub hub;
    private final HttpServer http;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    HubServer(Path data) {
        this(data, EventsProtocolConfig.DEFAULT, Tracker.NONE);
    }

    HubServer(Path data, EventsProtocolConfig config, Tracker tracker) {
        var opened = FileDirectory.open(data, new AccessConfig(1, Duration.ofMinutes(1), InstantSource.system()));
        directory = opened.directory();
        token = token(FileDirectory.ADMINISTRATOR);
        hub = new Hub(journal, new FakeHistory(), new ClaimAuthorizer(AuthzMode.STRICT), HubConfig.DEFAULT);
        hub.start();
        hub.sessions().follow(directory);
        var gate = new LoginGate(directory, hub.sessions());
        protocol = new EventsProtocolDialect(hub, gate, config, tracker);
        fixtures(protocol.mux());
        fixtures(protocol.strictMux());
        sockets = protocol.socketIo();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        http = HttpServer.start(
                List.of(new Listener("http", address, Router.of(protocol.routes()))),
                // The pages of these tests are on an origin of their own.
                HttpSettings.DEFAULT.withTick(Duration.ofMillis(10)).withCorsOrigins(Set.of("*")),
                hub.sessions());
    }

    private static void fixtures(Mux mux) {
        mux.add("whole", 1, (context, event) -> Outcome.of(event))
                .add("echo", 1, (context, event) -> Events.newResponse(event, event.payload()))
                .add("boom", 1, (context, event) -> {
                    throw new IllegalStateException("kaput");
                });
    }

    int port() {
        return http.address("http").getPort();
    }

    long subscriptions() {
        return hub.counters().subscriptions.sum();
    }

    long webSockets() {
        return http.counters().webSockets();
    }

    URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + port() + path);
    }

    HttpResponse<String> send(String method, String path, String body, boolean authorized) {
        return send(method, path, body, authorized ? "Bearer " + token : "");
    }

    HttpResponse<String> send(String method, String path, String body, String authorization) {
        var request = HttpRequest.newBuilder(uri("http", path))
                .header("Origin", "http://page.example")
                .method(method, BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new AssertionError(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** Posts an event as the administrator; its answer. */
    JsonNode event(String name, String payload) {
        return Json.parse(send("POST", "/events", envelope(name, payload), true).body())
                .tree();
    }

    /** Stores an event {@code thing.made.KEY}. */
    void publish(String key) {
        var answer = event(
                "event:publish",
                "{\"type\":\"thing\",\"action\":\"made\",\"key\":\"" + key + "\",\"object\":{\"n\":0.10}}");
        if (!answer.get("name").asString().equals("event:publish:response")) {
            throw new AssertionError(answer.toString());
        }
    }

    static String envelope(String name, String payload) {
        return "{\"name\":\"" + name + "\",\"version\":1,\"id\":\"i-1\",\"flowId\":\"f-1\",\"payload\":" + payload
                + "}";
    }

    /** Of another user than the administrator, who has no rights. */
    String tokenOfANewUser(String name) {
        directory.put(directory.withPassword(new User(name, "for a test", Set.of(), "", ""), "a-password-for-tests"));
        return token(name);
    }

    private String token(String user) {
        return directory
                .issue(new TokenRequest("user:" + user, user, Duration.ofHours(1), null, List.of()))
                .orElseThrow();
    }

    /** The same with the administrator's token inside. */
    String signed(String name, String payload) {
        return "{\"name\":\"" + name + "\",\"version\":1,\"id\":\"i-1\",\"flowId\":\"f-1\",\"payload\":" + payload
                + ",\"auth\":{\"token\":\"" + token + "\"}}";
    }

    /** Stops as the server does, in the time given. */
    void drain(Duration time) {
        http.stop(time);
    }

    @Override
    public void close() {
        sockets.close();
        http.stop(Duration.ZERO);
        hub.close();
        journal.close();
    }
}
