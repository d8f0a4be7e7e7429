package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Principal;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Lists of events that are too large for one answer: it has fewer, says so, and the rest can be asked for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongPagesTest {

    private static final int EVENTS = 14;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> ids = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before all tests
    private TestServer server;

    @BeforeAll
    void start(@TempDir Path data) {
        server = new TestServer(data, Map.of());
        var large = Json.of(Json.mapper().createObjectNode().put("large", "x".repeat(900_000)));
        for (int i = 0; i < EVENTS; i++) {
            var event = Event.about("large", "test", "k" + i).object(large).build();
            ids.add(event.id());
            server.server()
                    .hub()
                    .publish(Principal.SYSTEM, event)
                    .toCompletableFuture()
                    .join();
        }
    }

    @AfterAll
    void stop() {
        http.shutdownNow();
        server.close();
    }

    @Test
    @DisplayName("/v1/events: next leads to the rest, and every event comes once")
    void next() throws Exception {
        var seen = new ArrayList<String>();
        long offset = 0;
        int pages = 0;
        do {
            var page = Json.parse(get("/v1/events?type=large&limit=100&offset=" + offset)
                            .body())
                    .tree();
            page.get("events").forEach(event -> seen.add(event.get("id").stringValue()));
            assertThat(page.get("total").asInt()).isEqualTo(EVENTS);
            offset = page.path("next").asLong(0);
            assertThat(offset).isIn(0L, (long) seen.size());
            pages++;
        } while (offset > 0);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(pages).isGreaterThan(2);
    }

    @Test
    @DisplayName("Meshery: a header says that the list has been cut, and where it is whole there is none")
    void truncated() throws Exception {
        var cut = get("/api/system/events?pagesize=all&category=large");
        int shown = Json.parse(cut.body()).tree().get("events").size();
        assertThat(shown).isPositive().isLessThan(EVENTS);
        assertThat(cut.headers().allValues("x-carillon-truncated"))
                .containsExactly(shown + " events, more would be too large an answer");
        assertThat(Json.parse(cut.body()).tree().get("total_count").asInt()).isEqualTo(EVENTS);

        var seen = new ArrayList<String>();
        for (int page = 0; page < EVENTS; page++) {
            var one = get("/api/system/events?pagesize=1&category=large&page=" + page);
            assertThat(one.headers().allValues("x-carillon-truncated")).isEmpty();
            for (JsonNode event : Json.parse(one.body()).tree().get("events")) {
                seen.add(event.get("id").stringValue());
            }
        }
        assertThat(seen).hasSize(EVENTS).doesNotHaveDuplicates();
    }

    private HttpResponse<String> get(String path) throws Exception {
        var proof = Base64.getEncoder().encodeToString("rocketskates:r0cketsk8ts".getBytes(StandardCharsets.US_ASCII));
        var answer = http.send(
                HttpRequest.newBuilder(server.base().resolve(path))
                        .header("authorization", "Basic " + proof)
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer;
    }
}
