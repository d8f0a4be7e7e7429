package carillon.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.app.TestServer;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thousands of bad messages to every door of a whole server. None may be answered as an internal error or logged as one,
 * and the server goes on. Seeds are fixed, so that a failure can be had again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputTest {

    private static final int REQUESTS = Integer.getInteger("carillon.fuzz", 150);

    private static final String MESHERY =
            "{\"category\":\"connection\",\"action\":\"ping\",\"severity\":\"warning\",\"description\":\"slow\","
                    + "\"acted_upon\":\"b6e1d1a4-4b4e-4b9e-8b55-0123456789ab\",\"metadata\":{\"a\":1}}";
    private static final String DRP =
            "{\"Type\":\"profiles\",\"Action\":\"update\",\"Key\":\"global\",\"Time\":\"2026-11-20T20:00:00Z\","
                    + "\"Object\":{\"Name\":\"global\"},\"Original\":{\"Name\":\"x\"}}";
    private static final String NATIVE = "[{\"type\":\"machines\",\"action\":\"update\",\"key\":\"m1\",\"id\":\"i1\","
            + "\"time\":\"2026-11-20T20:00:00Z\",\"severity\":\"error\",\"owner\":\"ada\",\"description\":\"d\","
            + "\"object\":{\"Stage\":\"burn-in\"},\"original\":{},\"metadata\":{}}]";
    private static final String ENVELOPE = "{\"name\":\"send:event\",\"version\":1,\"id\":\"i\",\"flowId\":\"f\","
            + "\"payload\":{\"a\":1},\"metadata\":{\"origin\":\"o\",\"timestamp\":1482162952},\"identity\":{},\"auth\":{}}";
    private static final String BATCH = "{\"name\":\"batch\",\"version\":1,\"id\":\"i\",\"flowId\":\"f\",\"payload\":["
            + ENVELOPE + "],\"metadata\":{}}";
    static final String SYSADM = "{\"namespace\":\"events\",\"name\":\"subscribe\",\"id\":\"s\","
            + "\"args\":[\"dispatcher\",\"life-preserver\",\"system-state\"]}";
    static final String LOGIN = "{\"namespace\":\"rpc\",\"name\":\"auth\",\"id\":\"l\",\"args\":{\"username\":\""
            + ServerProcess.USER + "\",\"password\":\"" + ServerProcess.PASSWORD + "\"}}";

    /** Stands for the address of a listener of its own. */
    private static final String SYSADM_REST = "sysadm-rest:";

    private static final String PROFILE = "{\"Name\":\"p1\",\"Description\":\"d\",\"Params\":{\"a\":1},\"Meta\":{}}";
    private static final String CLOUD_EVENT = "{\"specversion\":\"1.0\",\"id\":\"c1\",\"source\":\"/s\","
            + "\"type\":\"machines.update\",\"subject\":\"m1\",\"time\":\"2026-11-20T20:00:00Z\",\"data\":{\"a\":1}}";

    /** Look at members that come, that are changed, and that never come; the last one shows that all are in force. */
    private static final List<String> SPECS = List.of(
            "*.*.*.Not(a=Eq(1))",
            "*.*.*.Or(Stage=In(\"burn-in\",7),Params.a=Exists(),Name=Re(\"^g\"),Object.b.1=Nin(null),/~0/~1=Eq({}))",
            "*.*.*.Or(Stage=Changed(),Name=Changed(null,\"global\"),a=Changed())",
            "*.*.*");

    /** Somewhere to post to, and what a right body looks like. */
    record Door(String method, String path, String contentType, List<String> bodies) {

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** A socket, and what right messages look like. */
    record Socket(String path, List<String> messages) {

        @Override
        public String toString() {
            return path;
        }
    }

    static List<Door> doors() {
        var json = "application/json";
        return List.of(
                new Door("POST", "/v1/events", json, List.of(NATIVE)),
                new Door("POST", "/v1/events", "application/cloudevents+json", List.of(CLOUD_EVENT)),
                new Door("POST", "/v1/filter/check", json, List.of("{\"expr\":\"a.b.c.And(A=Eq(\\\"1\\\"))\"}")),
                new Door("POST", "/api/events", json, List.of(MESHERY)),
                new Door("PUT", "/api/events/status/bulk", json, List.of("{\"ids\":[\"x\"],\"status\":\"read\"}")),
                new Door("DELETE", "/api/events/bulk", json, List.of("{\"ids\":[\"x\"]}")),
                new Door("POST", "/api/v3/events", json, List.of(DRP)),
                new Door("POST", "/api/v3/profiles", json, List.of(PROFILE)),
                new Door("PUT", "/api/v3/profiles/global", json, List.of(PROFILE)),
                new Door(
                        "PATCH",
                        "/api/v3/profiles/global",
                        json,
                        List.of("[{\"op\":\"add\",\"path\":\"/Params/x\",\"value\":1},"
                                + "{\"op\":\"move\",\"from\":\"/Params/x\",\"path\":\"/Params/y\"}]")),
                new Door("POST", "/api/v3/profiles/global/params/a", json, List.of("{\"x\":1}")),
                new Door("POST", "/api/v3/users", json, List.of("{\"Name\":\"eve\",\"Password\":\"p\",\"Roles\":[]}")),
                new Door("POST", "/api/v3/roles", json, List.of("{\"Name\":\"r\",\"Claims\":[{\"scope\":\"*\"}]}")),
                new Door("POST", "/events", json, List.of(ENVELOPE, BATCH)),
                new Door("POST", "/gb/events", json, List.of(ENVELOPE, BATCH)),
                new Door(
                        "POST",
                        "/socket.io/?EIO=4&transport=polling&sid=none",
                        "text/plain",
                        List.of("[\"42\",\"x\"]")),
                new Door("POST", SYSADM_REST + "/rpc/auth", json, List.of(LOGIN)),
                new Door("POST", SYSADM_REST + "/events/subscribe", json, List.of(SYSADM)),
                new Door("PUT", SYSADM_REST + "/rpc/dispatcher", json, List.of("{\"args\":{\"action\":\"list\"}}")));
    }

    static List<Socket> sockets() {
        return List.of(
                new Socket("/api/v3/ws", List.of("\"register a.b.c\"", "{\"a\":1}")),
                new Socket("/events/ws", List.of(ENVELOPE, BATCH)),
                new Socket("/socket.io/?EIO=4&transport=websocket", List.of("[\"event\",{\"a\":1},[1,2]]")),
                new Socket(
                        "/api/system/graphql/query",
                        List.of(
                                "{\"type\":\"connection_init\",\"payload\":{}}",
                                "{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{\"query\":\"subscription { x }\"}}")),
                new Socket("/sysadm/ws", List.of(LOGIN, LOGIN, SYSADM)),
                new Socket("/sysadm/bridge", List.of(LOGIN, SYSADM)));
    }

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private @Nullable TestServer server;
    private @Nullable LiveReaders readers;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        server =
                new TestServer(data, Map.of("sysadm.enabled", "true", "sysadm.tls", "false", "bridge.enabled", "true"));
        readers = new LiveReaders(base(), SPECS);
        var marked = LiveReaders.event(LiveReaders.MARK).getBytes(StandardCharsets.UTF_8);
        readers.awaitConnected(() -> send("POST", "/v1/events", "application/json", marked) == 201);
    }

    @AfterAll
    void stop() {
        if (readers != null) {
            readers.close();
        }
        if (server != null) {
            server.close();
        }
        client.close();
    }

    @ParameterizedTest
    @MethodSource("doors")
    void noBadRequestIsAnInternalError(Door door) throws Exception {
        var mutations = new Mutations(door.toString().hashCode());
        try (var errors = new LoggedErrors()) {
            for (int i = 0; i < REQUESTS; i++) {
                var body = mutations.of(mutations.oneOf(door.bodies()));
                int status = send(door.method(), door.path(), door.contentType(), body);
                assertThat(status).as(() -> door + " " + readable(body)).isLessThan(500);
            }
            assertStillServing();
            assertEveryListShows();
            assertThat(errors.lines()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("sockets")
    void noBadMessageIsAnInternalError(Socket socket) throws Exception {
        var mutations = new Mutations(socket.hashCode());
        try (var errors = new LoggedErrors()) {
            for (int connection = 0; connection < 10; connection++) {
                talk(socket, mutations);
            }
            assertStillServing();
            assertThat(errors.lines()).isEmpty();
        }
    }

    @Test
    void strangePathsAndQueriesAreNotFoundOrBadButNeverAnInternalError() throws Exception {
        var mutations = new Mutations(7);
        var paths =
                List.of("/v1/events", "/v1/stream", "/api/events", "/api/v3/profiles", "/events", "/doc", "/metrics");
        var parts = List.of(
                "%00",
                "%ff",
                "%2e%2e",
                "..",
                "//",
                ";a=b",
                "?spec=",
                "?spec=a.b",
                "?since=-1",
                "?since=9@x",
                "?limit=0",
                "?limit=99999999999",
                "?page=-1",
                "?pagesize=all",
                "?order=;drop",
                "?sort=%27",
                "?severity=x",
                "?a=%zz",
                "&x",
                "?type=a&type=b",
                "?since=tomorrow",
                "?text=%22%27*%28",
                "/x",
                "/%25");
        try (var errors = new LoggedErrors()) {
            for (int i = 0; i < 2 * REQUESTS; i++) {
                var target = mutations.oneOf(paths) + mutations.oneOf(parts) + mutations.oneOf(parts);
                assertThat(rawStatus(target)).as(target).matches("HTTP/1.1 [234]\\d\\d.*");
            }
            assertStillServing();
            assertThat(errors.lines()).isEmpty();
        }
    }

    private int send(String method, String path, String type, byte[] body) throws Exception {
        var request = request(path)
                .header("content-type", type)
                .method(method, BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** Past the HTTP client, which refuses to send most of these. */
    private String rawStatus(String target) throws Exception {
        try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), base().getPort())) {
            socket.setSoTimeout(20_000);
            var head = "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: "
                    + ServerProcess.authorization() + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            var line = new StringBuilder();
            for (int next = socket.getInputStream().read();
                    next >= 0 && next != '\r';
                    next = socket.getInputStream().read()) {
                line.append((char) next);
            }
            return line.toString();
        }
    }

    private void talk(Socket door, Mutations mutations) throws Exception {
        var uri = URI.create("ws" + base().toString().substring(4) + door.path());
        var closed = new CompletableFuture<Void>();
        WebSocket socket;
        try {
            socket = client.newWebSocketBuilder()
                    .header("authorization", ServerProcess.authorization())
                    .buildAsync(uri, new Draining(closed))
                    .get(20, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            throw new AssertionError(door + " is not there", refused);
        }
        try {
            for (int i = 0; i < REQUESTS / 5 && !closed.isDone(); i++) {
                var message = mutations.of(mutations.oneOf(door.messages()));
                if (mutations.below(5) == 0) {
                    socket.sendBinary(ByteBuffer.wrap(message), true).get(20, TimeUnit.SECONDS);
                } else {
                    socket.sendText(new String(message, StandardCharsets.UTF_8), true)
                            .get(20, TimeUnit.SECONDS);
                }
            }
        } catch (ExecutionException closedByTheServer) {
            assertThat(closedByTheServer).hasCauseInstanceOf(java.io.IOException.class);
        } finally {
            socket.abort();
        }
    }

    private void assertStillServing() throws Exception {
        assertThat(send("POST", "/api/v3/events", "application/json", DRP.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(204);
    }

    /** Whatever was taken in is shown wherever somebody asks. */
    private void assertEveryListShows() throws Exception {
        for (var path : List.of(
                "/v1/events?limit=1000",
                "/api/system/events?page=0&pagesize=100",
                "/api/system/events/types",
                "/api/v3/profiles",
                "/api/v3/profiles/global",
                "/api/v3/users",
                "/v1/connections")) {
            assertThat(send("GET", path, "application/json", new byte[0]))
                    .as(path)
                    .isEqualTo(200);
        }
        if (readers != null) {
            assertThat(readers.ended()).as("readers who were sent away").isEmpty();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address(path))
                .header("authorization", ServerProcess.authorization())
                .timeout(Duration.ofSeconds(20));
    }

    private URI address(String path) {
        return path.startsWith(SYSADM_REST)
                ? URI.create(started().server().listeners().get("sysadm-rest") + path.substring(SYSADM_REST.length()))
                : base().resolve(path);
    }

    private URI base() {
        return started().base();
    }

    private TestServer started() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server;
    }

    private static String readable(byte[] body) {
        var text = new String(body, StandardCharsets.UTF_8);
        return text.length() < 600 ? text : text.substring(0, 600) + "… (" + body.length + " bytes)";
    }

    /** Takes what comes, and notices the end. */
    private record Draining(CompletableFuture<Void> closed) implements WebSocket.Listener {

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(null);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.complete(null);
        }
    }
}
