package carillon.server.dialect.eventsprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import carillon.server.socketio.RecordingWebSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay that cannot go on ends its connection, on each transport of the protocol, and can be resumed. */
class BrokenSubscriptionTest {

    @SuppressWarnings("NullAway.Init") // set before each test
    private HubServer server;

    @BeforeEach
    void start(@TempDir Path data) {
        server = new HubServer(data);
        server.publish("1");
        server.journal.unreadable("planted");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void webSocket() {
        try (var socket = subscribed("/events/ws?token=" + server.token)) {
            assertThat(socket.closeCode()).isEqualTo(1011);
        }
        server.journal.unreadable(null);
        try (var socket = subscribed("/events/ws?token=" + server.token)) {
            assertThat(socket.next()).contains("thing:made");
        }
    }

    private RecordingWebSocket subscribed(String path) {
        var socket = RecordingWebSocket.open(server.uri("ws", path));
        socket.send("{\"name\":\"event:subscribe\",\"version\":1,\"id\":\"1\",\"flowId\":\"f\","
                + "\"payload\":{\"spec\":\"thing.*.*\",\"since\":\"0\"}}");
        assertThat(socket.next()).contains("event:subscribe:response");
        return socket;
    }

    @Test
    void socketIo() {
        try (var socket = joined()) {
            assertThat(socket.closeCode()).isEqualTo(1011);
        }
        server.journal.unreadable(null);
        try (var socket = joined()) {
            assertThat(socket.next()).startsWith("40");
            assertThat(socket.next()).contains("thing:made");
        }
    }

    private RecordingWebSocket joined() {
        var socket = RecordingWebSocket.open(server.uri("ws", "/socket.io/?EIO=4&transport=websocket"));
        assertThat(socket.next()).startsWith("0");
        return socket.send(join());
    }

    private String join() {
        return "40{\"token\":\"" + server.token + "\",\"subscribe\":\"thing.*.*\",\"since\":\"0\"}";
    }

    @Test
    void socketIoByPolling() {
        var broken = polling();
        var seen = new StringBuilder();
        // The end comes with a poll that waits for it, or is found by the next one.
        while (!seen.toString().endsWith("1") && !seen.toString().contains("Session ID unknown")) {
            var packets = server.send("GET", broken, "", false).body();
            assertThat(packets).as("a heartbeat instead of an end").isNotEqualTo("2");
            seen.append(packets);
        }
        server.journal.unreadable(null);
        var whole = polling();
        seen.setLength(0);
        while (!seen.toString().contains("thing:made")) {
            var answer = server.send("GET", whole, "", false);
            assertThat(answer.statusCode()).isEqualTo(200);
            seen.append(answer.body());
        }
    }

    /** The path of a session that has joined. */
    private String polling() {
        var path = "/socket.io/?EIO=4&transport=polling";
        var opened = server.send("GET", path, "", false).body();
        var session = path + "&sid="
                + Json.parse(opened.substring(1)).tree().get("sid").stringValue();
        assertThat(server.send("POST", session, join(), false).statusCode()).isEqualTo(200);
        return session;
    }
}
