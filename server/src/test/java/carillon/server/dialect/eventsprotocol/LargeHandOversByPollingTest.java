package carillon.server.dialect.eventsprotocol;

import static carillon.server.dialect.eventsprotocol.HubServer.envelope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.sdk.event.Json;
import carillon.sdk.protocol.Events;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More than one poll can carry: a client that polls gets it in as many polls as it takes, in order, once. */
@TestInstance(Lifecycle.PER_CLASS)
class LargeHandOversByPollingTest {

    private static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";
    private static final int EVENTS = 100;
    private static final Pattern KEY = Pattern.compile("\"key\":\"(\\d+)\"");

    private HubServer server;

    @BeforeAll
    void start(@TempDir Path data) {
        server = new HubServer(data);
        var large = Json.of(Json.mapper().valueToTree("x".repeat(3_000_000)));
        server.protocol.mux().add("large", 1, (context, event) -> Events.newResponse(event, large));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** A client that polls, and keeps the packets that it got. */
    private final class Client {

        private final String path;
        private final List<String> packets = new ArrayList<>();
        private int polls;
        private int longest;

        Client(String auth) {
            var open = server.send("GET", HANDSHAKE, "", false).body();
            path = HANDSHAKE + "&sid="
                    + Json.parse(open.substring(1)).tree().get("sid").asString();
            push("40{\"token\":\"" + server.token + "\"" + auth + "}");
        }

        void push(String packet) {
            assertThat(server.send("POST", path, packet, false).statusCode()).isEqualTo(200);
        }

        void poll() {
            var polled = server.send("GET", path, "", false);
            assertThat(polled.statusCode()).as(polled.body()).isEqualTo(200);
            polls++;
            longest = Math.max(longest, polled.body().length());
            packets.addAll(List.of(polled.body().split("\u001e", -1)));
        }

        void pollUntil(int wanted) {
            while (packets.size() < wanted) {
                poll();
            }
        }

        List<Integer> keys() {
            return packets.stream()
                    .flatMap(packet -> KEY.matcher(packet).results())
                    .map(found -> Integer.valueOf(found.group(1)))
                    .toList();
        }
    }

    /** One array of events of 20 KB each. */
    private void publish(String type) {
        var object = "\"" + "x".repeat(20_000) + "\"";
        var events = IntStream.range(0, EVENTS)
                .mapToObj(key -> "{\"type\":\"" + type + "\",\"action\":\"a\",\"key\":\"" + key + "\",\"object\":"
                        + object + "}")
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(server.event("event:publish", events).get("name").asString()).isEqualTo("event:publish:response");
    }

    private static void gotAll(Client client) {
        assertThat(client.keys())
                .containsExactlyElementsOf(IntStream.range(0, EVENTS).boxed().toList());
        assertThat(client.polls).isGreaterThan(2);
        assertThat(client.longest).isLessThanOrEqualTo(1_000_000);
    }

    @Test
    @DisplayName("100 stored events of 20 KB, with since")
    void replayed() {
        publish("old");
        var client = new Client(",\"subscribe\":\"old.*.*\",\"since\":\"0\"");
        client.pollUntil(1 + EVENTS);
        gotAll(client);
    }

    @ParameterizedTest(name = "one array of 100 events of 20 KB, live; a poll waits: {0}")
    @ValueSource(booleans = {false, true})
    void live(boolean waiting) throws InterruptedException {
        var type = waiting ? "awaited" : "live";
        var client = new Client(",\"subscribe\":\"" + type + ".*.*\"");
        client.poll();
        await().until(() -> server.subscriptions() > 0);
        if (waiting) {
            var publisher = Thread.ofVirtual().start(() -> publish(type));
            client.pollUntil(1 + EVENTS);
            publisher.join();
        } else {
            publish(type);
            client.pollUntil(1 + EVENTS);
        }
        gotAll(client);
    }

    @Test
    @DisplayName("answers of 3 MB: each packet above maxPayload has a poll to itself")
    void answers() {
        var client = new Client("");
        client.poll();
        for (int id = 1; id <= 3; id++) {
            client.push("42" + id + "[\"event\"," + envelope("large", "1") + "]");
        }
        client.push("424[\"event\"," + envelope("echo", "1") + "]");
        client.pollUntil(1 + 4);
        assertThat(client.packets)
                .filteredOn(packet -> packet.length() > 3_000_000)
                .hasSize(3);
        assertThat(client.packets.stream().map(packet -> packet.substring(0, 3)))
                .contains("431", "432", "433", "434");
        assertThat(client.polls).isGreaterThanOrEqualTo(4);
    }
}
