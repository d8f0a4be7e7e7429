package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.TokenRequest;
import carillon.sdk.event.Json;
import carillon.server.socketio.RecordingWebSocket;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that is no text, at the door of every dialect: refused in the dialect's own shape, and nothing of it is stored. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WholeInputTest {

    private static final String ADMINISTRATOR = "Basic "
            + Base64.getEncoder().encodeToString("rocketskates:r0cketsk8ts".getBytes(StandardCharsets.US_ASCII));

    @TempDir
    static Path data;

    @SuppressWarnings("NullAway.Init") // set before the tests
    private TestServer server;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    void start() {
        server = new TestServer(data, Map.of());
    }

    @AfterAll
    void stop() {
        http.shutdownNow();
        server.close();
    }

    /** Each as Latin-1, byte for byte what is sent; the other half of a pair is missing in the last ones. */
    @ParameterizedTest
    @ValueSource(
            strings = {"\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00ff", "\u00f4\u0090\u0080\u0080", "\\ud800", "x\\udfff"
            })
    void isRefusedEverywhere(String broken) throws Exception {
        for (var type : List.of("object", "original", "metadata")) {
            refused(
                    "POST",
                    "/v1/events",
                    "{\"type\":\"t\",\"" + type + "\":{\"a\":\"" + broken + "\"}}",
                    "application/json");
        }
        refused(
                "POST",
                "/v1/events",
                "[{\"type\":\"t\"},{\"type\":\"t\",\"key\":\"" + broken + "\"}]",
                "application/json");
        refused("POST", "/v1/filter/check", "{\"expr\":\"" + broken + "\"}", "application/json");
        refused(
                "POST",
                "/api/v3/events",
                "{\"Type\":\"t\",\"Action\":\"a\",\"Key\":\"k\",\"Object\":{\"a\":\"" + broken + "\"}}",
                "application/json");
        refused("POST", "/api/v3/events", "{\"Type\":\"t\",\"Key\":\"" + broken + "\"}", "application/json");
        refused("POST", "/api/v3/machines", "{\"Name\":\"" + broken + "\"}", "application/json");
        refused(
                "POST",
                "/api/system/events",
                "{\"category\":\"c\",\"action\":\"a\",\"severity\":\"error\",\"metadata\":{\"a\":\"" + broken + "\"}}",
                "application/json");
        refused(
                "POST",
                "/api/system/graphql/query",
                "{\"query\":\"{ a(b: \\\"" + broken + "\\\") }\"}",
                "application/json");
        var envelope = send("POST", "/events", envelope(broken), "application/json");
        assertThat(envelope.body()).contains("\"name\":\"error\"", "line 1, column ");
        assertThat(send("POST", "/gb/events", envelope(broken), "application/json")
                        .body())
                .contains("badProtocol");
        polled(broken);
        nothingIsStored();
    }

    private static String envelope(String broken) {
        return "{\"name\":\"event:publish\",\"version\":1,\"id\":\"1\",\"flowId\":\"f\",\"identity\":{},\"auth\":{},"
                + "\"metadata\":{},\"payload\":{\"type\":\"t\",\"object\":{\"a\":\"" + broken + "\"}}}";
    }

    /** A body of Socket.IO by polling: a broken packet ends the session. */
    private void polled(String broken) throws Exception {
        var path = "/socket.io/?EIO=4&transport=polling";
        var opened = send("GET", path, "", "text/plain").body();
        var sid = Json.parse(opened.substring(1)).tree().get("sid").stringValue();
        assertThat(send("POST", path + "&sid=" + sid, "40{\"token\":\"" + broken + "\"}", "text/plain")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", path + "&sid=" + sid, "40", "text/plain").body())
                .contains("Session ID unknown");
    }

    @Test
    void socketsSurviveHalfOfAPair() throws Exception {
        try (var drp = RecordingWebSocket.open(socket("/api/v3/ws"));
                var events = RecordingWebSocket.open(socket("/events/ws"))) {
            drp.send("register t.*.*.a=Eq(\"\\ud800\")");
            assertThat(drp.next()).contains("not a JSON value");
            drp.send("register whole.*.*");
            assertThat(drp.next()).contains("\"Action\":\"register\"");
            events.send(envelope("\\ud800"));
            assertThat(events.next()).contains("\"name\":\"error\"", "line 1, column ");
            events.send(envelope("fine").replace("\"type\":\"t\"", "\"type\":\"whole\""));
            assertThat(events.next()).contains("event:publish:response");
            assertThat(drp.next()).contains("fine");
        }
    }

    /** A message that is no JSON ends the connection there, whatever is wrong with it. */
    @Test
    void graphQlEndsAtHalfOfAPair() throws Exception {
        try (var socket = RecordingWebSocket.open(socket("/api/system/graphql/query"), "graphql-transport-ws")) {
            socket.send("{\"type\":\"connection_init\",\"payload\":{\"a\":\"\\ud800\"}}");
            assertThat(socket.closeCode()).isEqualTo(4400);
        }
    }

    private URI socket(String path) {
        var token = server.server()
                .directory()
                .issue(new TokenRequest("user:rocketskates", "rocketskates", Duration.ofHours(1), null, List.of()))
                .orElseThrow();
        return URI.create(
                server.base().resolve(path + "?token=" + token).toString().replaceFirst("^http", "ws"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/events",
                "/v1/filter/check",
                "/api/v3/events",
                "/api/v3/machines",
                "/api/system/events",
                "/api/system/graphql/query",
                "/events",
                "/gb/events",
                "/socket.io/?EIO=4&transport=polling&sid=x"
            })
    void tooLargeIs413(String path) throws Exception {
        assertThat(announced(path)).startsWith("HTTP/1.1 413 ");
    }

    /** Nothing there is too large. */
    @Test
    void whatIsNowhereIs404HoweverLarge() throws Exception {
        assertThat(announced("/nothing/here")).startsWith("HTTP/1.1 404 ");
    }

    /** The answer to the head of a body that is never sent. */
    private String announced(String path) throws IOException {
        try (var socket = new Socket(server.base().getHost(), server.base().getPort())) {
            socket.getOutputStream()
                    .write(("POST " + path
                                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: "
                                    + ADMINISTRATOR + "\r\nContent-Length: 999999999\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void nothingIsStored() throws Exception {
        for (var type : List.of("t", "c", "machines")) {
            assertThat(send("GET", "/v1/events?action=a&type=" + type, "", "text/plain")
                            .body())
                    .contains("\"total\":0");
        }
        assertThat(send("GET", "/v1/events?type=t", "", "text/plain").body()).contains("\"total\":0");
    }

    @Test
    void listsGoOnWorking() throws Exception {
        for (var path : List.of("/v1/events", "/api/system/events", "/api/system/events/types")) {
            assertThat(send("GET", path, "", "text/plain").statusCode()).isEqualTo(200);
        }
    }

    private void refused(String method, String path, String body, String type) throws Exception {
        var answer = send(method, path, body, type);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(400);
    }

    private HttpResponse<String> send(String method, String path, String latin1, String type)
            throws IOException, InterruptedException {
        var body = method.equals("GET")
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(latin1.getBytes(StandardCharsets.ISO_8859_1));
        return http.send(
                HttpRequest.newBuilder(server.base().resolve(path))
                        .header("authorization", ADMINISTRATOR)
                        .header("content-type", type)
                        .method(method, body)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
