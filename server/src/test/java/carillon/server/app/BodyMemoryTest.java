package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.memory.MemoryBudget;
import carillon.server.config.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bodies whose trees take many times their bytes: fifteen megabytes of empty arrays ended a server with 300 MB of heap, for anybody who could log
 * in.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class BodyMemoryTest {

    private static final long BUDGET = 6L << 20;

    private final HttpClient http = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init") // set before all tests
    private TestServer server;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private MemoryBudget memory;

    @BeforeAll
    void start(@TempDir Path data) {
        server = new TestServer(
                data,
                Map.of(
                        Settings.ANSWER_MEMORY.key(),
                        Long.toString(BUDGET),
                        Settings.SYSADM_ENABLED.key(),
                        "true",
                        "sysadm.tls",
                        "false"));
        memory = server.server().hub().memory();
    }

    @AfterAll
    void stop() {
        http.shutdownNow();
        server.close();
    }

    private static String arrays(int bytes) {
        return "{\"Name\":\"x\",\"Type\":\"racks\",\"Action\":\"a\",\"Key\":\"k\",\"a\":[" + "[],".repeat(bytes / 3)
                + "0]}";
    }

    private CompletableFuture<HttpResponse<String>> send(String method, URI to, String body) {
        var request = HttpRequest.newBuilder(to)
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString("rocketskates:r0cketsk8ts".getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v3/machines",
        "PUT, /api/v3/machines/m1",
        "PATCH, /api/v3/machines/m1",
        "POST, /api/v3/events",
        "POST, /api/v3/users",
        "POST, /api/v3/prefs",
        "PUT, /api/v3/users/rocketskates/password",
        "POST, /api/events",
        "PUT, /api/system/events/status/bulk",
        "DELETE, /api/system/events/bulk",
        "PUT, /api/system/events/config",
        "POST, /api/system/graphql/query",
        "PUT, /api/user/prefs/notifications"
    })
    void areRefusedBeforeTheyAreParsed(String method, String path) {
        var answer = send(method, server.base().resolve(path), arrays(900_000)).join();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        await().untilAsserted(() -> assertThat(memory.held()).isZero());
    }

    @Test
    void areRefusedByTheTwinOfSysAdmInItsWords() {
        var twin = URI.create(server.server().listeners().get("sysadm-rest") + "/rpc/query");
        try (var others = memory.open()) {
            assertThat(others.hold(BUDGET - 1_000_000)).isTrue();
            assertThat(send("POST", twin, arrays(120_000)).join().statusCode()).isEqualTo(400);
        }
        assertThat(send("POST", twin, arrays(120_000)).join().statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(memory.held()).isZero());
    }

    @Test
    void ofAnOrdinaryKindAreTaken() {
        var ordinary = "{\"Name\":\"big\",\"Description\":\"" + "x".repeat(600_000) + "\",\"Params\":{"
                + Stream.iterate(0, i -> i + 1)
                        .limit(2_000)
                        .map(i -> "\"param-" + i + "\":\"value " + i + "\"")
                        .collect(Collectors.joining(","))
                + "}}";
        var answer = send("POST", server.base().resolve("/api/v3/profiles"), ordinary)
                .join();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        await().untilAsserted(() -> assertThat(memory.held()).isZero());
    }
}
