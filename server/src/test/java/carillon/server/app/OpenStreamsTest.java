package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.User;
import carillon.sdk.event.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code /v1/connections}: who has which stream open. */
class OpenStreamsTest {

    private static final String ADA = "ada:a-password-for-tests";
    private static final String EVE = "eve:a-password-for-tests";
    private static final String ADMINISTRATOR = "rocketskates:r0cketsk8ts";

    @TempDir
    Path data;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestServer server;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        server = new TestServer(data, Map.of());
        var directory = server.server().directory();
        for (var name : List.of("ada", "eve")) {
            var user = new User(name, "for a test", Set.of(), "", "");
            directory.put(directory.withPassword(user, "a-password-for-tests"));
        }
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        server.close();
    }

    @Test
    void anAdministratorSeesAllOfThemAndEndsOne() throws Exception {
        try (var adas = open(ADA, "/api/system/events/subscribe");
                var _ = open(EVE, "/v1/stream?spec=*.*.*")) {
            var all = list(ADMINISTRATOR);
            assertThat(all.valueStream().map(each -> each.path("principal").asString()))
                    .containsExactly("user:ada", "user:eve");
            assertThat(all.valueStream().map(each -> each.path("dialect").asString()))
                    .containsExactly("meshery", "v1");
            var first = all.get(0);
            assertThat(first.path("transport").asString()).isEqualTo("sse");
            assertThat(first.path("dropped").asInt(-1)).isZero();
            var address = "/v1/connections/" + first.path("remote").asString();
            assertThat(send("DELETE", ADMINISTRATOR, address).statusCode()).isEqualTo(204);
            // whoever reads to the end of a stream comes there only when it is ended
            adas.readAllBytes();
            assertThat(list(ADMINISTRATOR)).hasSize(1);
            assertThat(send("DELETE", ADMINISTRATOR, address).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void othersSeeTheirOwnAndEndNone() throws Exception {
        try (var _ = open(ADA, "/api/system/events/subscribe");
                var _ = open(EVE, "/api/system/events/subscribe")) {
            var eves = list(EVE);
            assertThat(eves.valueStream().map(each -> each.path("principal").asString()))
                    .containsExactly("user:eve");
            var adas = list(ADA).get(0).path("remote").asString();
            assertThat(send("DELETE", EVE, "/v1/connections/" + adas).statusCode())
                    .isEqualTo(403);
            assertThat(list(ADMINISTRATOR)).hasSize(2);
        }
    }

    /** A stream that is open when this returns; never read, so its first bytes wait with the client. */
    private java.io.InputStream open(String login, String path) throws IOException, InterruptedException {
        var answer = http.send(request(login, path).build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private JsonNode list(String login) throws IOException, InterruptedException {
        return Json.parse(send("GET", login, "/v1/connections").body()).tree();
    }

    private HttpResponse<String> send(String method, String login, String path)
            throws IOException, InterruptedException {
        return http.send(
                request(login, path)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String login, String path) {
        var proof = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(server.base().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("authorization", "Basic " + proof)
                .header("accept", path.contains("connections") ? "application/json" : "text/event-stream");
    }
}
