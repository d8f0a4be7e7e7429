package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.TokenRequest;
import carillon.core.access.User;
import carillon.server.config.Settings;
import carillon.server.dialect.sysadm.Host;
import java.net.InetAddress;
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
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guessing passwords over HTTP. */
class LoginLimitsTest {

    private static final String RIGHT = "a-password-for-tests";
    private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();
    private static final String OUTSIDE = Host.outside().getHostAddress();

    private final HttpClient http = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init") // set by the test
    private TestServer server;

    @Test
    @DisplayName(
            "too many guesses from an address, then for a name: 429 with Retry-After; who is known goes through meanwhile")
    void limits(@TempDir Path data) throws Exception {
        try (var started = new TestServer(data, Map.of(Settings.HTTP_HOST.key(), "0.0.0.0"))) {
            server = started;
            for (var name : List.of("ada", "bob", "eve")) {
                var directory = server.server().directory();
                directory.put(directory.withPassword(new User(name, "", Set.of(), "", ""), RIGHT));
            }
            assertThat(ask(OUTSIDE, "/v1/session", "ada", RIGHT).statusCode()).isEqualTo(200);

            assertThat(guessesUntilRefused(OUTSIDE, "eve")).isBetween(20, 26);
            for (var path : List.of("/v1/session", "/api/v3/info", "/api/events")) {
                refused(ask(OUTSIDE, path, "bob", RIGHT));
            }
            assertThat(ask(OUTSIDE, "/v1/session", "ada", RIGHT).statusCode()).isEqualTo(200);
            assertThat(withToken(OUTSIDE, "bob")).isEqualTo(200);
            assertThat(ask(LOOPBACK, "/v1/session", "bob", RIGHT).statusCode()).isEqualTo(200);

            assertThat(guessesUntilRefused(LOOPBACK, "eve")).isBetween(4, 16);
            refused(ask(LOOPBACK, "/v1/session", "eve", RIGHT));
            assertThat(ask(LOOPBACK, "/v1/session", "ada", RIGHT).statusCode()).isEqualTo(200);
            assertThat(withToken(LOOPBACK, "eve")).isEqualTo(200);
        } finally {
            http.shutdownNow();
        }
    }

    private int guessesUntilRefused(String address, String name) throws Exception {
        for (int i = 0; i < 40; i++) {
            var answer = ask(address, "/v1/session", name, "wrong" + i);
            if (answer.statusCode() == 429) {
                refused(answer);
                assertThat(answer.body()).contains("too-many-requests");
                return i;
            }
            assertThat(answer.statusCode()).isEqualTo(403);
        }
        return Integer.MAX_VALUE;
    }

    private static void refused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        assertThat(answer.headers().firstValueAsLong("retry-after").orElseThrow())
                .isBetween(1L, 8L);
    }

    private HttpResponse<String> ask(String address, String path, String name, String password) throws Exception {
        var proof = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        return send(address, path, "Basic " + proof);
    }

    private int withToken(String address, String name) throws Exception {
        var token = server.server()
                .directory()
                .issue(new TokenRequest("user:" + name, name, Duration.ofMinutes(5), null, List.of()))
                .orElseThrow();
        return send(address, "/v1/session", "Bearer " + token).statusCode();
    }

    private HttpResponse<String> send(String address, String path, String authorization) throws Exception {
        var uri = URI.create(
                "http://" + address + ":" + server.server().address("http").getPort() + path);
        return http.send(
                HttpRequest.newBuilder(uri)
                        .header("authorization", authorization)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
