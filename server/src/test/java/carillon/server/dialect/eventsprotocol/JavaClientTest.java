package carillon.server.dialect.eventsprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.sdk.event.Json;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stock Java client, io.socket:socket.io-client. It knows no recovery: it subscribes anew, with a position. */
@TestInstance(Lifecycle.PER_CLASS)
class JavaClientTest {

    private HubServer server;

    @BeforeAll
    void start(@TempDir Path data) {
        server = new HubServer(data);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "polling", "polling,websocket"})
    @DisplayName("events-protocol 83: connect, publish, subscribe, acknowledgement, reconnect; the Java client")
    void item83_javaClient(String transports) throws Exception {
        var options = IO.Options.builder()
                .setTransports(transports.split(",", -1))
                .setAuth(Map.of("token", server.token))
                .setForceNew(true)
                .setReconnectionDelay(50)
                .build();
        var socket = IO.socket(server.uri("http", ""), options);
        var events = new CopyOnWriteArrayList<JSONObject>();
        socket.on("event", arguments -> events.add((JSONObject) arguments[0]));
        try {
            socket.connect();
            await().until(socket::connected);
            var published = ask(socket, "event:publish", new JSONObject("{\"type\":\"java\",\"action\":\"x\"}"));
            assertThat(published.getString("name")).isEqualTo("event:publish:response");
            var subscribed = ask(socket, "event:subscribe", new JSONObject("{\"spec\":\"java.made.*\"}"));
            var position = subscribed.getJSONObject("payload").getString("position");
            server.event("event:publish", "{\"type\":\"java\",\"action\":\"made\",\"key\":\"live\"}");
            await().until(() -> keys(events).contains("live"));

            socket.disconnect();
            await().until(() -> server.sockets.sessions() == 0);
            events.clear();
            server.event("event:publish", "{\"type\":\"java\",\"action\":\"made\",\"key\":\"missed\"}");
            socket.connect();
            await().until(socket::connected);
            ask(
                    socket,
                    "event:subscribe",
                    new JSONObject().put("spec", "java.made.*").put("since", position));
            await().until(() -> keys(events).contains("missed"));
            assertThat(keys(events)).containsExactly("live", "missed");
        } finally {
            socket.close();
        }
    }

    private static List<String> keys(List<JSONObject> events) {
        return events.stream()
                .map(event -> Json.parse(event.toString())
                        .tree()
                        .get("metadata")
                        .get("key")
                        .asString())
                .toList();
    }

    private static JSONObject ask(Socket socket, String name, JSONObject payload) throws Exception {
        var answer = new CompletableFuture<JSONObject>();
        var event = new JSONObject()
                .put("name", name)
                .put("version", 1)
                .put("id", "i")
                .put("flowId", "f")
                .put("payload", payload);
        socket.emit("event", event, (Ack) arguments -> answer.complete((JSONObject) arguments[0]));
        return answer.get(10, TimeUnit.SECONDS);
    }
}
