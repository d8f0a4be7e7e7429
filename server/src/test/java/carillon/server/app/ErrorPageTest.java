package carillon.server.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.error.ErrorCode;
import carillon.sdk.event.Json;
import carillon.server.config.Settings;
import carillon.server.config.SysAdmSettings;
import carillon.server.description.ErrorPage;
import carillon.server.socketio.RecordingWebSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every refusal of {@code /v1} is a problem document whose type leads to the page of error codes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorPageTest {

    private static final String ADMINISTRATOR = basic("rocketskates:r0cketsk8ts");

    @TempDir
    static Path data;

    @SuppressWarnings("NullAway.Init") // set before the tests
    private TestServer server;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    void start() {
        server = new TestServer(
                data,
                Map.of(
                        Settings.SYSADM_ENABLED.key(), "true",
                        Settings.BRIDGE_ENABLED.key(), "true",
                        SysAdmSettings.TLS.key(), "false"));
    }

    @AfterAll
    void stop() {
        http.shutdownNow();
        server.close();
    }

    @Test
    void referencePageIsWrittenFromTheCode() throws IOException {
        assertThat(Files.readString(Path.of(System.getProperty("carillon.root"), "docs/reference/errors.md")))
                .as(
                        "regenerate it: curl -H 'accept: text/markdown' http://127.0.0.1:8080/errors > docs/reference/errors.md")
                .isEqualTo(ErrorPage.markdown());
    }

    @Test
    void isOpenToEveryoneInThreeForms() throws Exception {
        var html = get("/errors", "text/html,application/xhtml+xml,*/*;q=0.8");
        assertThat(html.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        for (var code : ErrorCode.values()) {
            assertThat(html.body()).contains("id=\"" + code.slug() + "\"");
            assertThat(code.remedy()).endsWith(".").doesNotContain("<", "&", "|");
        }
        assertThat(get("/errors", "*/*").body()).isEqualTo(html.body());
        assertThat(get("/errors", "text/markdown").body()).isEqualTo(ErrorPage.markdown());
        var json = Json.parse(get("/errors", "application/json").body()).tree().get("errors");
        assertThat(json.valueStream().map(each -> each.get("name").stringValue()))
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
    }

    /** Codes of the close frames are told apart. */
    @Test
    void closeCodesAreDistinct() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::closeCode)).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0} {1} {2} -> {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    GET | /v1/events | nobody | 401 | unauthenticated
                    POST | /v1/events | nobody | 401 | unauthenticated
                    GET | /v1/stream | nobody | 401 | unauthenticated
                    GET | /v1/session | nobody | 401 | unauthenticated
                    GET | /v1/connections | nobody | 401 | unauthenticated
                    GET | /v1/explain?event=x | nobody | 401 | unauthenticated
                    GET | /v1/events | broken | 401 | unauthenticated
                    GET | /v1/events | wrong | 403 | bad-credentials
                    GET | /v1/events | token | 403 | bad-credentials
                    GET | /v1/events/none | root | 404 | not-found
                    GET | /v1/nothing | root | 404 | not-found
                    GET | /v1/events?limit=x | root | 400 | malformed-request
                    GET | /v1/events/%C0%AF | root | 400 | malformed-request
                    GET | /v1/stream?spec=x | root | 400 | invalid-spec
                    GET | /v1/stream?since=x | root | 400 | malformed-request
                    DELETE | /v1/events | root | 405 | method-not-allowed
                    POST | /v1/events | root | 400 | malformed-request
                    POST | /v1/filter/check | root | 400 | malformed-request
                    """)
    void refusals(String method, String path, String who, int status, String code) throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(server.base().resolve(path))
                        .headers(credentials(who))
                        .method(method, HttpRequest.BodyPublishers.ofString("{"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("www-authenticate").orElse(""))
                .isEqualTo(status == 401 ? "Bearer realm=\"carillon\"" : "");
        var problem = Json.parse(answer.body()).tree();
        assertThat(problem.get("code").stringValue()).isEqualTo(code);
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("detail").stringValue()).isNotEmpty();
        leadsSomewhere(server.base(), problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sysadm", "sysadm-rest", "bridge"})
    void everyPortHasThePage(String listener) throws Exception {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), port(listener).getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            leadsSomewhere(
                    port(listener),
                    Json.parse(answer.substring(answer.indexOf("\r\n\r\n") + 4)).tree());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sysadm", "bridge"})
    void theSocketTakesAnyPath(String listener) {
        var uri = URI.create(port(listener).resolve("/errors").toString().replaceFirst("http", "ws"));
        try (var socket = RecordingWebSocket.open(uri)) {
            socket.send("{\"namespace\":\"rpc\",\"name\":\"identify\",\"id\":\"1\",\"args\":{}}");
            assertThat(socket.next()).contains("\"rpc\"");
        }
    }

    private URI port(String listener) {
        return URI.create(
                requireNonNull(server.server().listeners().get(listener)).replaceFirst("^ws", "http"));
    }

    private void leadsSomewhere(URI port, JsonNode problem) throws Exception {
        var type = port.resolve(problem.get("type").stringValue());
        var page = get(type, "text/html");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("id=\"" + type.getFragment() + "\"");
    }

    private static String[] credentials(String who) {
        return switch (who) {
            case "root" -> new String[] {"authorization", ADMINISTRATOR};
            case "wrong" -> new String[] {"authorization", basic("rocketskates:no")};
            case "broken" -> new String[] {"authorization", "Basic !"};
            case "token" -> new String[] {"authorization", "Bearer none.of.ours"};
            default -> new String[] {"x-nobody", "yes"};
        };
    }

    /** What others' clients read stays as they know it. */
    @Test
    void digitalRebarKeepsItsOwn() throws Exception {
        var answer = get("/api/v3/machines", "*/*");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("www-authenticate")).contains("dr-provision");
    }

    private HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        return get(server.base().resolve(path), accept);
    }

    private HttpResponse<String> get(URI uri, String accept) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).header("accept", accept).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String both) {
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }
}
