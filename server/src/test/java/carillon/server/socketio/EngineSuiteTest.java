package carillon.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import carillon.sdk.event.Json;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The cases of the published suite of engine.io-protocol, in its order and with its messages, against an Engine.IO server that echoes
 * text. Cases 10 and 14 want binary data back and have no test: the hub sends text only.
 */
class EngineSuiteTest {

    /** The times that the suite asks for; elsewhere a ping would come between. */
    private static final EchoServer QUICK = EchoServer.ofEngine(
            EchoServer.times(Duration.ofMillis(300), Duration.ofMillis(200), Duration.ofSeconds(45)));

    /** Pings as often, and takes late pongs: the machine may be busy. */
    private static final EchoServer PATIENT = EchoServer.ofEngine(
            EchoServer.times(Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ofSeconds(45)));

    private static final EchoServer SERVER = EchoServer.ofEngine(SocketIoConfig.DEFAULT);

    @AfterAll
    static void stop() {
        SERVER.close();
        PATIENT.close();
        QUICK.close();
    }

    private static String sid() {
        return SERVER.open().get("sid").asString();
    }

    private static RecordingWebSocket opened() {
        var socket = SERVER.webSocket();
        socket.next();
        return socket;
    }

    private static int status(String method, String query) {
        return SERVER.send(method, query, "").statusCode();
    }

    private static void requireHandshake(JsonNode open, String upgrades) {
        assertThat(open.propertyNames())
                .containsExactlyInAnyOrder("sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload");
        assertThat(open.get("sid").isString()).isTrue();
        assertThat(open.get("upgrades").toString()).isEqualTo(upgrades);
        assertThat(open.get("pingInterval").asInt()).isEqualTo(300);
        assertThat(open.get("pingTimeout").asInt()).isEqualTo(200);
        assertThat(open.get("maxPayload").asInt()).isEqualTo(1_000_000);
    }

    @Test
    @DisplayName("1 handshake, polling: opens a session")
    void opensByPolling() {
        requireHandshake(QUICK.open(), "[\"websocket\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"transport=polling", "EIO=abc&transport=polling", "EIO=4", "EIO=4&transport=abc"})
    @DisplayName("2, 3 handshake, polling: a wrong EIO or transport is 400")
    void wrongQueryByPolling(String query) {
        assertThat(status("GET", query)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT"})
    @DisplayName("4 handshake, polling: another method is 400")
    void wrongMethod(String method) {
        assertThat(status(method, "EIO=4&transport=polling")).isEqualTo(400);
    }

    @Test
    @DisplayName("5 handshake, WebSocket: opens a session")
    void opensByWebSocket() {
        try (var socket = QUICK.webSocket()) {
            var open = socket.next();
            assertThat(open).startsWith("0");
            requireHandshake(Json.parse(open.substring(1)).tree(), "[]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transport=websocket", "EIO=abc&transport=websocket", "EIO=4", "EIO=4&transport=abc"})
    @DisplayName("6, 7 handshake, WebSocket: a wrong EIO or transport opens nothing")
    void wrongQueryByWebSocket(String query) {
        var uri = SERVER.uri("ws", query);
        var refused = catchThrowable(() -> RecordingWebSocket.open(uri));
        assertThat(refused).hasCauseInstanceOf(WebSocketHandshakeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4hello", "4test1\u001e4test2\u001e4test3"})
    @DisplayName("8, 9 message, polling: one text packet, and several in one body")
    void textByPolling(String body) {
        var sid = sid();
        var pushed = SERVER.push(sid, body);
        assertThat(pushed.statusCode()).isEqualTo(200);
        assertThat(pushed.body()).isEqualTo("ok");
        assertThat(SERVER.poll(sid).body()).isEqualTo(body);
    }

    @Test
    @DisplayName("11 message, polling: an invalid packet ends the session")
    void invalidByPolling() {
        var sid = sid();
        assertThat(SERVER.push(sid, "abc").statusCode()).isEqualTo(400);
        assertThat(SERVER.poll(sid).statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("12 message, polling: two polls at once end the session")
    void twoPolls() {
        var sid = sid();
        var one = SERVER.pollLater(sid);
        var other = SERVER.pollLater(sid);
        var statuses = new int[] {one.join().statusCode(), other.join().statusCode()};
        assertThat(statuses).containsExactlyInAnyOrder(200, 400);
        assertThat((statuses[0] == 200 ? one : other).join().body()).isEqualTo("1");
        assertThat(SERVER.poll(sid).statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("13 message, WebSocket: a text packet")
    void textByWebSocket() {
        try (var socket = opened()) {
            assertThat(socket.send("4hello").next()).isEqualTo("4hello");
        }
    }

    @Test
    @DisplayName("15 message, WebSocket: an invalid packet ends the session")
    void invalidByWebSocket() {
        try (var socket = opened()) {
            assertThat(socket.send("abc").closeCode()).isEqualTo(1002);
        }
    }

    @Test
    @DisplayName("16 heartbeat, polling: ping and pong, three times")
    void heartbeatByPolling() {
        var sid = PATIENT.open().get("sid").asString();
        for (int i = 0; i < 3; i++) {
            assertThat(PATIENT.poll(sid).body()).isEqualTo("2");
            assertThat(PATIENT.push(sid, "3").statusCode()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("17 heartbeat, polling: after interval and timeout the session has ended, to the millisecond")
    void silenceByPolling() {
        // On a busy machine one ping may be late.
        await().untilAsserted(() -> {
            var sid = QUICK.open().get("sid").asString();
            long opened = System.nanoTime();
            await().pollInterval(1, TimeUnit.MILLISECONDS)
                    .until(() ->
                            System.nanoTime() - opened > Duration.ofMillis(500).toNanos());
            assertThat(QUICK.poll(sid).statusCode()).isEqualTo(400);
        });
    }

    @Test
    @DisplayName("17 heartbeat, polling: a poll after the timeout finds no session, though nobody has looked since")
    void silenceBetweenSweeps() {
        try (var server = EchoServer.ofEngine(
                EchoServer.times(Duration.ofSeconds(1), Duration.ofMillis(1), Duration.ofSeconds(45)))) {
            var sid = server.open().get("sid").asString();
            assertThat(server.poll(sid).body()).isEqualTo("2");
            long pinged = System.nanoTime();
            await().pollDelay(Duration.ZERO)
                    .pollInterval(1, TimeUnit.MILLISECONDS)
                    .until(() ->
                            System.nanoTime() - pinged > Duration.ofMillis(2).toNanos());
            assertThat(server.poll(sid).statusCode()).isEqualTo(400);
        }
    }

    @Test
    @DisplayName("18 heartbeat, WebSocket: ping and pong, three times")
    void heartbeatByWebSocket() {
        try (var socket = PATIENT.webSocket()) {
            socket.next();
            for (int i = 0; i < 3; i++) {
                assertThat(socket.next()).isEqualTo("2");
                socket.send("3");
            }
        }
    }

    @Test
    @DisplayName("19 heartbeat, WebSocket: without a pong it is closed")
    void silenceByWebSocket() {
        try (var socket = QUICK.webSocket()) {
            assertThat(socket.closeCode()).isEqualTo(1001);
        }
    }

    @Test
    @DisplayName("20 close, polling: the poll that waits is answered with a noop")
    void closeByPolling() {
        var sid = sid();
        var waiting = SERVER.pollLater(sid);
        assertThat(SERVER.push(sid, "1").statusCode()).isEqualTo(200);
        assertThat(waiting.join().body()).isEqualTo("6");
        assertThat(SERVER.poll(sid).statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("20 close, polling: the poll that the close overtook is answered with a noop as well, and one alone")
    void closeOvertakesThePoll() {
        var sid = sid();
        assertThat(SERVER.push(sid, "1").statusCode()).isEqualTo(200);
        assertThat(SERVER.push(sid, "4late").statusCode()).isEqualTo(400);
        assertThat(SERVER.poll(sid).body()).isEqualTo("6");
        assertThat(SERVER.poll(sid).statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("20 close, polling: a session whose client polls no more ends by itself")
    void closeWithoutAPoll() {
        try (var server = EchoServer.ofEngine(SocketIoConfig.DEFAULT)) {
            server.push(server.open().get("sid").asString(), "1");
            await().untilAsserted(() -> assertThat(server.sockets.sessions()).isZero());
        }
    }

    @Test
    @DisplayName("21 close, WebSocket")
    void closeByWebSocket() {
        try (var socket = opened()) {
            assertThat(socket.send("1").closeCode()).isEqualTo(1000);
        }
    }

    @Test
    @DisplayName("22 upgrade: probe, noop for the poll, and on by WebSocket")
    void upgrade() {
        var sid = sid();
        try (var socket = SERVER.webSocket(sid)) {
            assertThat(socket.send("2probe").next()).isEqualTo("3probe");
            var poll = SERVER.poll(sid);
            assertThat(poll.statusCode()).isEqualTo(200);
            assertThat(poll.body()).isEqualTo("6");
            assertThat(socket.send("5").send("4hello").next()).isEqualTo("4hello");
        }
    }

    @Test
    @DisplayName("23 upgrade: HTTP requests for an upgraded session are refused")
    void pollAfterUpgrade() {
        var sid = sid();
        try (var socket = SERVER.webSocket(sid)) {
            socket.send("2probe").send("5").send("4up");
            assertThat(socket.next()).isEqualTo("3probe");
            assertThat(socket.next()).isEqualTo("4up");
            assertThat(SERVER.poll(sid).statusCode()).isEqualTo(400);
            assertThat(socket.send("4hello").next()).isEqualTo("4hello");
        }
    }

    @Test
    @DisplayName("24 upgrade: another WebSocket for an upgraded session is closed")
    void webSocketAfterUpgrade() {
        var sid = sid();
        try (var socket = SERVER.webSocket(sid)) {
            socket.send("2probe").send("5");
            assertThat(SERVER.closed(sid)).isLessThan(2);
            assertThat(socket.next()).isEqualTo("3probe");
            assertThat(socket.send("4hello").next()).isEqualTo("4hello");
        }
    }
}
