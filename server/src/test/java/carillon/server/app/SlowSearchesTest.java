package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.Principal;
import carillon.sdk.event.Event;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches through everything that is kept, more at a time than the machine has cores, while others publish. */
class SlowSearchesTest {

    private static final int SEARCHERS = 2 * Runtime.getRuntime().availableProcessors() + 4;

    /** What nobody waits for; a search over all of this takes a good part of a second. */
    private static final int EVENTS = 2_000;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger searching = new AtomicInteger();
    private final AtomicReference<String> wrong = new AtomicReference<>("");

    @TempDir
    private Path data;

    @Test
    @DisplayName("issue 16, section 2: searches that are slow keep no publisher waiting")
    void publishersGoOn() throws Exception {
        try (var server = new TestServer(data, Map.of())) {
            fill(server);
            for (int i = 0; i < SEARCHERS; i++) {
                Thread.startVirtualThread(() -> search(server));
            }
            await().until(() -> searching.get() == SEARCHERS);
            for (int i = 0; i < 50; i++) {
                // Later than this is as good as never: the searches that were pinned kept everybody for eleven seconds.
                var publish = request(server, "/v1/events")
                        .header("content-type", "application/json")
                        .timeout(Duration.ofSeconds(5))
                        .POST(BodyPublishers.ofString("{\"type\":\"t\"}"));
                assertThat(http.send(publish.build(), BodyHandlers.ofString()).statusCode())
                        .isEqualTo(201);
                assertThat(searching.get()).as("searches go on").isPositive();
            }
            over.set(true);
            await().atMost(Duration.ofSeconds(60)).until(() -> searching.get() == 0);
            assertThat(wrong.get()).isEmpty();
        } finally {
            http.shutdownNow();
        }
    }

    private static void fill(TestServer server) {
        var text = "lorem ipsum ".repeat(1_300);
        for (int i = 0; i < EVENTS / 100; i++) {
            server.server()
                    .hub()
                    .publish(
                            Principal.SYSTEM,
                            Collections.nCopies(100, "").stream()
                                    .map(one -> Event.about("searched", "test", "k")
                                            .description(text)
                                            .build())
                                    .toList())
                    .toCompletableFuture()
                    .join();
        }
    }

    /** One search after another; 429 and 503 are answers of a hub that has enough to do. */
    private void search(TestServer server) {
        searching.incrementAndGet();
        try {
            while (!over.get()) {
                var answer = http.send(
                        request(server, "/v1/events?type=searched&text=nowhere").build(), BodyHandlers.ofString());
                if (answer.statusCode() != 200 && answer.statusCode() != 429 && answer.statusCode() != 503) {
                    wrong.set(answer.statusCode() + " " + answer.body());
                }
            }
        } catch (Exception broken) {
            wrong.set(broken.toString());
        } finally {
            searching.decrementAndGet();
        }
    }

    private static HttpRequest.Builder request(TestServer server, String path) {
        var proof = Base64.getEncoder().encodeToString("rocketskates:r0cketsk8ts".getBytes(StandardCharsets.US_ASCII));
        return HttpRequest.newBuilder(server.base().resolve(path)).header("authorization", "Basic " + proof);
    }
}
