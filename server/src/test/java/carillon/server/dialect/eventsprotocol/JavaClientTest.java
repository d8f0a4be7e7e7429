package carillon.server.dialect.eventsprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.json.JSONException;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * io.socket:socket.io-client, unchanged. It knows no recovery of its own, but it sends its auth map with every connection:
 * with the spec and the last position in it, what was missed comes by itself all the same.
 */
@TestInstance(Lifecycle.PER_CLASS)
class JavaClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ClientBed bed;

    @BeforeAll
    void start(@TempDir Path data, @TempDir Path pages) throws Exception {
        bed = new ClientBed(data, pages);
    }

    @AfterAll
    void stop() throws Exception {
        bed.close();
    }

    private static Socket socket(String url, String transports, Map<String, String> auth) {
        return IO.socket(
                URI.create(url),
                IO.Options.builder()
                        .setTransports(transports.split(",", -1))
                        .setAuth(auth)
                        .setForceNew(true)
                        .setReconnectionDelay(50)
                        .build());
    }

    @ParameterizedTest(
            name = "events-protocol 83: connect, publish, subscribe, acknowledgement, recovery; in Java, {0}")
    @ValueSource(strings = {"websocket", "polling", "polling,websocket"})
    void item83_java(String transports) throws Exception {
        var auth = new ConcurrentHashMap<>(Map.of("token", bed.hub.token, "subscribe", "java.made.*"));
        var socket = socket(bed.wire.url(), transports, auth);
        var seen = new CopyOnWriteArrayList<JSONObject>();
        socket.on("event", arguments -> {
            seen.add((JSONObject) arguments[0]);
            if (arguments.length > 1) {
                auth.put("since", (String) arguments[1]);
            }
        });
        try {
            socket.connect();
            await().until(socket::connected);
            await().until(() -> bed.hub.webSockets() == (transports.contains("websocket") ? 1 : 0));

            // Acknowledgement, and live events.
            assertThat(ask(socket, "event:publish", made("first")).getString("name"))
                    .isEqualTo("event:publish:response");
            await().until(() -> keys(seen).contains("first"));

            // Without one the response arrives as an event.
            socket.emit("event", envelope("echo", new JSONObject()));
            await().until(() -> names(seen).contains("echo:response"));

            // The wire breaks, something is published meanwhile, and the client comes back by itself.
            seen.clear();
            bed.wire.cut();
            await().atMost(PATIENCE).until(() -> !socket.connected());
            bed.hub.event("event:publish", made("missed").toString());
            bed.wire.mend();
            await().atMost(PATIENCE).until(() -> keys(seen).contains("missed"));
            bed.hub.event("event:publish", made("after").toString());
            await().until(() -> keys(seen).contains("after"));
            assertThat(keys(seen)).containsExactly("missed", "after");
        } finally {
            socket.close();
        }
    }

    @ParameterizedTest(name = "events-protocol 83: a refused connection says why; in Java, {0}")
    @ValueSource(strings = {"websocket", "polling"})
    void item83_javaRefused(String transports) throws Exception {
        var refusal = new CompletableFuture<JSONObject>();
        var socket = socket(bed.wire.url(), transports, Map.of("token", "wrong"));
        socket.on(Socket.EVENT_CONNECT_ERROR, arguments -> refusal.complete((JSONObject) arguments[0]));
        try {
            socket.connect();
            assertThat(refusal.get(10, TimeUnit.SECONDS).getJSONObject("data").getString("code"))
                    .isEqualTo("BAD_CREDENTIALS");
        } finally {
            socket.close();
        }
    }

    private static JSONObject made(String key) throws JSONException {
        return new JSONObject().put("type", "java").put("action", "made").put("key", key);
    }

    private static List<String> names(List<JSONObject> events) {
        return events.stream().map(event -> event.optString("name")).toList();
    }

    private static List<String> keys(List<JSONObject> events) {
        return events.stream()
                .map(event -> event.optJSONObject("metadata"))
                .map(metadata -> metadata == null ? "" : metadata.optString("key"))
                .toList();
    }

    private static JSONObject ask(Socket socket, String name, JSONObject payload) throws Exception {
        var answer = new CompletableFuture<JSONObject>();
        socket.emit("event", envelope(name, payload), (Ack) arguments -> answer.complete((JSONObject) arguments[0]));
        return answer.get(10, TimeUnit.SECONDS);
    }

    private static JSONObject envelope(String name, JSONObject payload) throws JSONException {
        return new JSONObject()
                .put("name", name)
                .put("version", 1)
                .put("id", "i")
                .put("flowId", "f")
                .put("payload", payload);
    }
}
