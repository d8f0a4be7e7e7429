package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.Claim;
import carillon.core.access.Role;
import carillon.core.access.TokenRequest;
import carillon.core.access.User;
import carillon.sdk.event.Json;
import carillon.server.access.AccessConfig;
import carillon.server.access.FileDirectory;
import carillon.server.bridge.Bridge;
import carillon.server.bridge.BridgeHost;
import carillon.server.bridge.RelayPeer;
import carillon.server.config.Settings;
import carillon.server.dialect.sysadm.Client;
import carillon.server.dialect.sysadm.SysAdmDialect;
import carillon.server.keylogin.Challenge;
import carillon.server.keylogin.KeyRing;
import carillon.server.keylogin.RegisteredKey;
import carillon.server.socketio.RecordingWebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to be connected ends within a second when the credentials that it hangs on are revoked; nobody else's does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevocationTest {

    private static final String PASSWORD = "a-password-for-tests";
    /** From the moment in which whoever revoked is told that it is done. */
    private static final Duration AT_MOST = Duration.ofSeconds(1);

    private static final String ADMINISTRATOR = "rocketskates:r0cketsk8ts";

    /** What revokes. */
    enum Revocation {
        PASSWORD_CHANGED,
        USER_REMOVED,
        SECRET_ROTATED,
        /** By another process on the same files: the command line. */
        PASSWORD_CHANGED_BESIDE,
        USER_REMOVED_BESIDE,
        MACHINE_REMOVED,
        MACHINE_SECRET_ROTATED;

        boolean ofMachine() {
            return this == MACHINE_REMOVED || this == MACHINE_SECRET_ROTATED;
        }
    }

    /** A way to be connected with a token. */
    enum Way {
        V1,
        V1_REPLAYING,
        CLOUDEVENTS,
        CLOUDEVENTS_SUBSCRIBED,
        MESHERY,
        MESHERY_RESUMED,
        DRP,
        GRAPHQL,
        GRAPHQL_SUBSCRIBED,
        EVENTS,
        EVENTS_SUBSCRIBED,
        EVENTS_SUBSCRIBED_WITH_A_TOKEN_OF_ITS_OWN,
        SOCKET_IO,
        SOCKET_IO_AUTH_PAYLOAD,
        POLLING,
        POLLING_AUTH_PAYLOAD,
        POLLING_SUBSCRIBED
    }

    /** Ends, or fails. */
    private interface Open {
        void awaitEnd() throws Exception;
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger names = new AtomicInteger();

    @SuppressWarnings("NullAway.Init") // set before all tests
    private TestServer server;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private FileDirectory beside;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private Path data;

    @BeforeAll
    void start(@TempDir Path fresh) {
        data = fresh;
        server = new TestServer(
                data, Map.of(Settings.SYSADM_ENABLED.key(), "true", Settings.BRIDGE_ENABLED.key(), "true"));
        server.server().directory().put(new Role("all", List.of(Claim.ALL)));
        beside = FileDirectory.open(data, new AccessConfig(1, Duration.ofMinutes(1), InstantSource.system()))
                .directory();
    }

    @AfterAll
    void stop() {
        http.shutdownNow();
        server.close();
    }

    static Stream<Arguments> all() {
        return Stream.of(Way.values())
                .flatMap(way -> Stream.of(Revocation.values()).map(revocation -> Arguments.of(way, revocation)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void ends(Way way, Revocation revocation) throws Exception {
        var user = user();
        var machine = revocation.ofMachine() ? machine() : "";
        var token = machine.isEmpty() ? token("user:" + user, user, "") : machineToken(user, machine);
        var other = user();
        try (var bystander = RecordingWebSocket.open(ws("/api/v3/ws?token=" + token("user:" + other, other, "")))) {
            bystander.send("register revocation.*.*");
            assertThat(bystander.next()).contains("register");
            var open = open(way, token);

            revoke(revocation, user, machine);

            endsAtOnce(open);
            publish();
            assertThat(bystander.next()).contains("revocation");
        }
    }

    private static void endsAtOnce(Open open) throws Exception {
        long began = System.nanoTime();
        open.awaitEnd();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_MOST);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "MACHINE.*")
    @DisplayName("SysAdm: logged out, and no event more")
    void endsSysAdm(Revocation revocation) {
        var user = user();
        try (var socket = RecordingWebSocket.open(ws("/sysadm/ws"))) {
            socket.send(sysadm("rpc", "auth", "{'username':'" + user + "','password':'" + PASSWORD + "'}"));
            assertThat(socket.next()).contains("response");
            socket.send(sysadm("events", "subscribe", "['life-preserver']"));
            assertThat(upTo(socket, "response")).contains("response");
            var text = UUID.randomUUID().toString();
            assertThat(api("POST", "/v1/events", lifePreserver("before " + text)))
                    .isEqualTo(201);
            assertThat(upTo(socket, "before " + text)).contains("events");

            revoke(revocation, user, "");

            await().atMost(AT_MOST)
                    .untilAsserted(() ->
                            assertThat(server.server().hub().sessions().size()).isZero());
            assertThat(api("POST", "/v1/events", lifePreserver("after " + text)))
                    .isEqualTo(201);
            socket.send(sysadm("rpc", "jobqueue", "{}"));
            assertThat(socket.next()).contains("401");
        }
    }

    private static String lifePreserver(String text) {
        return "{\"type\":\"life-preserver\",\"action\":\"notice\",\"key\":\"k\",\"object\":{\"message\":\"" + text
                + "\"}}";
    }

    /** The first message with a text: the last event of before may come ahead of it. */
    private static String upTo(RecordingWebSocket socket, String text) {
        var message = socket.next();
        while (!message.contains(text)) {
            message = socket.next();
        }
        return message;
    }

    @Test
    @DisplayName("SysAdm: logged out when the key that logged in is removed beside the server")
    void endsSysAdmOfKey() {
        var pair = BridgeHost.keys();
        var keys = new KeyRing(data.resolve(SysAdmDialect.KEYS));
        keys.add(new RegisteredKey(user(), "", "", RegisteredKey.stored(pair.getPublic())));
        try (var client = Client.to(ws("/sysadm/ws"))) {
            var challenge = client.ask(sysadm("rpc", "auth_ssl", "{}"))
                    .path("args")
                    .path("test_string")
                    .stringValue();
            var answer = Challenge.answer(challenge, pair.getPrivate());
            assertThat(client.ask(sysadm("rpc", "auth_ssl", "{'encrypted_string':'" + answer + "'}"))
                            .path("args")
                            .size())
                    .isEqualTo(2);
            assertThat(server.server().hub().sessions().size()).isPositive();

            assertThat(keys.remove(key -> true)).isTrue();

            await().atMost(AT_MOST)
                    .untilAsserted(() ->
                            assertThat(server.server().hub().sessions().size()).isZero());
        }
    }

    @Test
    @DisplayName("bridge: a peer goes when its key is removed beside the server")
    void endsBridge() throws Exception {
        var pair = BridgeHost.keys();
        var keys = new KeyRing(data.resolve(Bridge.KEYS));
        keys.add(new RegisteredKey("desk", "desk", "", RegisteredKey.stored(pair.getPublic())));
        try (var peer = new RelayPeer(ws("/sysadm/bridge"))) {
            peer.identify("client");
            peer.login(pair);

            assertThat(keys.remove(key -> true)).isTrue();

            endsAtOnce(() -> assertThat(peer.client.closed()).isEqualTo("1000 "));
        }
    }

    @Test
    @DisplayName("opened while the credentials are being revoked: either way there is nothing left open")
    void race() throws Exception {
        for (int round = 0; round < 20; round++) {
            var user = user();
            var token = token("user:" + user, user, "");
            var opening = CompletableFuture.supplyAsync(() -> sse("/v1/stream?token=" + token, Map.of()));
            revoke(Revocation.PASSWORD_CHANGED, user, "");
            var answer = opening.get(10, TimeUnit.SECONDS);
            if (answer.statusCode() == 200) {
                ended(answer).awaitEnd();
            } else {
                assertThat(answer.statusCode()).isEqualTo(403);
            }
        }
        assertThat(server.server().hub().sessions().size()).isZero();
    }

    @Test
    @DisplayName("the token of a removed machine is refused by every dialect")
    void removedMachine() throws Exception {
        var user = user();
        var machine = machine();
        var token = machineToken(user, machine);
        revoke(Revocation.MACHINE_REMOVED, user, machine);
        for (var path : List.of("/v1/stream", "/api/v3/info", "/events/ws", "/v1/events")) {
            assertThat(get(path, token).statusCode()).as(path).isEqualTo(403);
        }
        // Meshery's clients log in again at 401.
        assertThat(get("/api/events", token).statusCode()).isEqualTo(401);
    }

    // What there is to connect with.

    private Open open(Way way, String token) throws Exception {
        return switch (way) {
            case V1 -> ended(sse("/v1/stream?token=" + token, Map.of()));
            case V1_REPLAYING -> ended(sse("/v1/stream?since=0&token=" + token, Map.of()));
            case MESHERY -> ended(sse("/api/system/events/subscribe?token=" + token, Map.of()));
            case MESHERY_RESUMED ->
                ended(sse("/api/system/events/subscribe?token=" + token, Map.of("last-event-id", publish())));
            case CLOUDEVENTS -> closed(1008, cloudEvents("?token=" + token));
            case CLOUDEVENTS_SUBSCRIBED -> closed(1008, cloudEvents("?since=0&spec=*.*.*&token=" + token));
            case DRP -> closed(1008, RecordingWebSocket.open(ws("/api/v3/ws?token=" + token)));
            case GRAPHQL -> closed(4401, graphQl(token));
            case GRAPHQL_SUBSCRIBED -> {
                var socket = graphQl(token);
                socket.send("{\"type\":\"connection_init\"}");
                assertThat(socket.next()).contains("connection_ack");
                socket.send("{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":"
                        + "\"subscription{subscribeEvents{id}}\"}}");
                yield closed(4401, socket);
            }
            case EVENTS -> closed(1008, RecordingWebSocket.open(ws("/events/ws?token=" + token)));
            case EVENTS_SUBSCRIBED ->
                closed(1008, subscribed(RecordingWebSocket.open(ws("/events/ws?token=" + token)), ""));
            case EVENTS_SUBSCRIBED_WITH_A_TOKEN_OF_ITS_OWN ->
                closed(1008, subscribed(RecordingWebSocket.open(ws("/events/ws")), token));
            case SOCKET_IO ->
                closed(1008, RecordingWebSocket.open(ws("/socket.io/?EIO=4&transport=websocket&token=" + token)));
            case SOCKET_IO_AUTH_PAYLOAD -> {
                var socket = RecordingWebSocket.open(ws("/socket.io/?EIO=4&transport=websocket"));
                assertThat(socket.next()).startsWith("0");
                socket.send("40{\"token\":\"" + token + "\"}");
                assertThat(socket.next()).startsWith("40");
                yield () -> {
                    assertThat(socket.next()).isEqualTo("41");
                    socket.close();
                };
            }
            case POLLING -> polled(polling("&token=" + token), "1");
            case POLLING_AUTH_PAYLOAD -> {
                var sid = polling("");
                push(sid, "40{\"token\":\"" + token + "\"}");
                assertThat(poll(sid).get(10, TimeUnit.SECONDS)).startsWith("40");
                yield polled(sid, "41");
            }
            case POLLING_SUBSCRIBED -> {
                var sid = polling("&token=" + token);
                push(sid, "40{\"subscribe\":\"nothing.*.*\"}");
                assertThat(poll(sid).get(10, TimeUnit.SECONDS)).startsWith("40");
                // The namespace is left first, or with the session: they end side by side.
                yield polled(sid, "1|41|41\u001e1");
            }
        };
    }

    private RecordingWebSocket cloudEvents(String query) {
        return RecordingWebSocket.open(ws("/cloudevents" + query), "cloudevents.json");
    }

    private RecordingWebSocket graphQl(String token) {
        return RecordingWebSocket.open(ws("/api/system/graphql/query?token=" + token), "graphql-transport-ws");
    }

    private static RecordingWebSocket subscribed(RecordingWebSocket socket, String token) {
        var auth = token.isEmpty() ? "" : "'auth':{'token':'" + token + "'},";
        socket.send(("{'name':'event:subscribe','version':1,'id':'1','flowId':'1','identity':{}," + auth
                        + "'metadata':{},'payload':{'spec':'nothing.*.*'}}")
                .replace('\'', '"'));
        assertThat(socket.next()).contains("nothing.*.*").contains("whole");
        return socket;
    }

    private static Open closed(int code, RecordingWebSocket socket) {
        return () -> assertThat(socket.closeCode()).isEqualTo(code);
    }

    private static Open ended(HttpResponse<java.io.InputStream> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        var end = CompletableFuture.runAsync(() -> {
            try (var body = answer.body()) {
                body.transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        });
        return () -> end.get(10, TimeUnit.SECONDS);
    }

    private HttpResponse<java.io.InputStream> sse(String path, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(server.base().resolve(path)).header("accept", "text/event-stream");
        headers.forEach(request::header);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private String polling(String query) throws Exception {
        var packet = http.send(
                        HttpRequest.newBuilder(server.base().resolve("/socket.io/?EIO=4&transport=polling" + query))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        return Json.parse(packet.substring(1)).tree().path("sid").asString();
    }

    private void push(String sid, String packet) throws Exception {
        http.send(
                HttpRequest.newBuilder(session(sid))
                        .POST(HttpRequest.BodyPublishers.ofString(packet))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private CompletableFuture<String> poll(String sid) {
        return http.sendAsync(HttpRequest.newBuilder(session(sid)).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::body);
    }

    private URI session(String sid) {
        return server.base().resolve("/socket.io/?EIO=4&transport=polling&sid=" + sid);
    }

    /** A poll that waits while the credentials are revoked; one that comes later than that finds no session any more. */
    private Open polled(String sid, String last) {
        var waiting = poll(sid);
        return () -> assertThat(waiting.get(10, TimeUnit.SECONDS)).matches(last + "|.*Session ID unknown.*");
    }

    private URI ws(String path) {
        return URI.create(server.base().resolve(path).toString().replaceFirst("http", "ws"));
    }

    private static String sysadm(String namespace, String name, String args) {
        return ("{'namespace':'" + namespace + "','name':'" + name + "','id':'1','args':" + args + "}")
                .replace('\'', '"');
    }

    // What revokes.

    private void revoke(Revocation revocation, String user, String machine) {
        var directory = server.server().directory();
        var known = directory.user(user).orElseThrow();
        switch (revocation) {
            case PASSWORD_CHANGED ->
                assertThat(api("PUT", "/api/v3/users/" + user + "/password", "{\"Password\":\"another-password\"}"))
                        .isEqualTo(200);
            case USER_REMOVED ->
                assertThat(api("DELETE", "/api/v3/users/" + user, "")).isEqualTo(200);
            case PASSWORD_CHANGED_BESIDE -> beside.put(beside.withPassword(known, "another-password"));
            case USER_REMOVED_BESIDE -> assertThat(beside.removeUser(user)).isTrue();
            case SECRET_ROTATED ->
                directory.put(new User(user, "", known.roles(), known.passwordHash(), "another secret"));
            case MACHINE_REMOVED ->
                assertThat(api("DELETE", "/api/v3/machines/" + machine, "")).isEqualTo(200);
            case MACHINE_SECRET_ROTATED ->
                assertThat(api(
                                "PATCH",
                                "/api/v3/machines/" + machine,
                                "[{\"op\":\"add\",\"path\":\"/Secret\",\"value\":\"another\"}]"))
                        .isEqualTo(200);
        }
    }

    private String user() {
        var name = "user" + names.incrementAndGet();
        var directory = server.server().directory();
        directory.put(directory.withPassword(new User(name, "", Set.of("all"), "", ""), PASSWORD));
        return name;
    }

    private String machine() {
        var uuid = "machine" + names.incrementAndGet();
        assertThat(api(
                        "POST",
                        "/api/v3/machines",
                        "{\"Uuid\":\"" + uuid + "\",\"Name\":\"" + uuid + "\",\"Secret\":\"s\"}"))
                .isEqualTo(201);
        return uuid;
    }

    private String machineToken(String user, String machine) throws Exception {
        var proof = Base64.getEncoder().encodeToString((user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        var answer = http.send(
                HttpRequest.newBuilder(server.base().resolve("/api/v3/machines/" + machine + "/token"))
                        .header("authorization", "Basic " + proof)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return Json.parse(answer.body()).tree().path("Token").asString();
    }

    private String token(String principal, String user, String seal) {
        return server.server()
                .directory()
                .issue(new TokenRequest(
                        principal, user, Duration.ofHours(1), null, List.of(Claim.ALL), seal.isEmpty() ? null : seal))
                .orElseThrow();
    }

    private HttpResponse<String> get(String path, String token) throws Exception {
        return http.send(
                HttpRequest.newBuilder(server.base().resolve(path))
                        .header("authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Publishes an event; returns its id. */
    private String publish() {
        var id = java.util.UUID.randomUUID().toString();
        assertThat(api(
                        "POST",
                        "/v1/events",
                        "{\"id\":\"" + id + "\",\"type\":\"revocation\",\"action\":\"tested\",\"key\":\"k\"}"))
                .isEqualTo(201);
        return id;
    }

    private int api(String method, String path, String body) {
        var proof = Base64.getEncoder().encodeToString(ADMINISTRATOR.getBytes(StandardCharsets.UTF_8));
        var request = HttpRequest.newBuilder(server.base().resolve(path))
                .header("authorization", "Basic " + proof)
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
