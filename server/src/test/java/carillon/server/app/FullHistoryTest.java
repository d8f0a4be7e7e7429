package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.sdk.event.Json;
import carillon.server.config.Settings;
import carillon.server.file.SmallDisk;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal has room in advance, so on a full disk it still stores what the history has no room for. */
class FullHistoryTest {

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aFullDiskIsNamedAndTheHistoryCatchesUpWhenThereIsRoom() throws Exception {
        try (var disk = SmallDisk.mount(directory.resolve("disk"), 32);
                var server = new TestServer(disk.root().resolve("data"), Map.of(Settings.METRICS.key(), "false"))) {
            var base = server.base();
            assertThat(publish(base)).isEqualTo(201);
            assertThat(total(list(base))).isEqualTo(1);
            disk.fill();
            int stored = 1;
            for (int i = 0; i < 10 && publish(base) == 201; i++) {
                stored++;
            }
            assertThat(stored).isGreaterThan(1);
            await().untilAsserted(() -> {
                var refused = list(base);
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.body()).contains("history-unavailable", "history.db cannot grow", "disk is full");
            });
            await().untilAsserted(() ->
                    assertThat(send(base, "GET", "/healthz/ready", "").body()).contains("history.db cannot grow"));
            // Meshery's lists show what the history has.
            assertThat(send(base, "GET", "/api/system/events", "").statusCode()).isEqualTo(200);

            disk.makeRoom();
            int all = stored;
            await().untilAsserted(() -> {
                var answer = list(base);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(total(answer)).isEqualTo(all);
            });
        }
    }

    private int publish(URI base) throws Exception {
        var event = "{\"type\":\"t\",\"action\":\"a\",\"key\":\"k\",\"object\":\"" + "x".repeat(200_000) + "\"}";
        return send(base, "POST", "/v1/events", event).statusCode();
    }

    private HttpResponse<String> list(URI base) throws Exception {
        return send(base, "GET", "/v1/events?type=t&limit=1", "");
    }

    private static int total(HttpResponse<String> answer) {
        return Json.parse(answer.body()).tree().path("total").asInt();
    }

    private HttpResponse<String> send(URI base, String method, String path, String body) throws Exception {
        var pair = "rocketskates:r0cketsk8ts".getBytes(StandardCharsets.US_ASCII);
        var request = HttpRequest.newBuilder(base.resolve(path))
                .header("authorization", "Basic " + Base64.getEncoder().encodeToString(pair))
                .header("content-type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
