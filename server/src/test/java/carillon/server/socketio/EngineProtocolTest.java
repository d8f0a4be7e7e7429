package carillon.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.sdk.event.Json;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of Engine.IO 4, after the published test suite of engine.io-protocol. */
class EngineProtocolTest {

    private static final EchoServer SERVER = new EchoServer(SocketIoConfig.DEFAULT);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static String sid() {
        return SERVER.open().get("sid").asString();
    }

    @Test
    @DisplayName("handshake, polling: sid, upgrades, times and maxPayload; readable for pages of other origins")
    void handshakeByPolling() {
        var response = SERVER.send("GET", "EIO=4&transport=polling", "");
        assertThat(response.headers().firstValue("content-type")).contains("text/plain; charset=UTF-8");
        assertThat(response.headers().allValues("access-control-allow-origin")).containsExactly("*");
        var open = Json.parse(response.body().substring(1)).tree();
        assertThat(open.propertyNames())
                .containsExactly("sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload");
        assertThat(open.get("upgrades").toString()).isEqualTo("[\"websocket\"]");
        assertThat(open.get("pingInterval").asInt()).isEqualTo(25_000);
        assertThat(open.get("pingTimeout").asInt()).isEqualTo(20_000);
        assertThat(open.get("maxPayload").asInt()).isEqualTo(1_000_000);
    }

    @Test
    @DisplayName("handshake, websocket: no further upgrades")
    void handshakeByWebSocket() {
        try (var socket = SERVER.webSocket()) {
            var open = Json.parse(socket.next().substring(1)).tree();
            assertThat(open.get("upgrades").toString()).isEqualTo("[]");
            assertThat(open.get("sid").asString()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transport=polling",
                "EIO=abc&transport=polling",
                "EIO=3&transport=polling",
                "EIO=4",
                "EIO=4&transport=abc",
                "EIO=4&transport=polling&sid=unknown",
                "EIO=4&transport=websocket",
                "EIO=abc&transport=websocket"
            })
    @DisplayName("handshake: a wrong query is 400")
    void wrongHandshake(String query) {
        var response = SERVER.send("GET", query, "");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"code\":").contains("\"message\":");
    }

    @Test
    @DisplayName("handshake: only GET opens; POST without a session and other methods are 400")
    void wrongMethod() {
        assertThat(SERVER.send("POST", "EIO=4&transport=polling", "").statusCode())
                .isEqualTo(400);
        assertThat(SERVER.send("PUT", "EIO=4&transport=polling", "").statusCode())
                .isEqualTo(400);
        assertThat(SERVER.send("POST", "EIO=4&transport=polling&sid=unknown", "4x")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("polling: several packets in one body, both ways")
    void payloads() {
        var sid = SERVER.joinedByPolling();
        var pushed = SERVER.push(sid, "42[\"m\",1]\u001e42[\"m\",2]\u001e421[\"m\",3]");
        assertThat(pushed.body()).isEqualTo("ok");
        assertThat(SERVER.poll(sid).body()).isEqualTo("42[\"message-back\",1]\u001e42[\"message-back\",2]\u001e431[3]");
    }

    @Test
    @DisplayName("polling: two polls at once end the session; the first is told")
    void duplicatePolls() {
        var sid = sid();
        var first = SERVER.pollLater(sid);
        await().until(() -> {
            var second = SERVER.pollLater(sid).join();
            return second.statusCode() == 400;
        });
        assertThat(first.join().body()).isIn("1", "ok");
        assertThat(SERVER.poll(sid).statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("polling: the client's close packet ends a waiting poll with a noop")
    void closeByPolling() {
        var sid = SERVER.joinedByPolling();
        var waiting = SERVER.pollLater(sid);
        assertThat(SERVER.push(sid, "1").body()).isEqualTo("ok");
        assertThat(waiting.join().statusCode()).isIn(200, 400);
        assertThat(SERVER.poll(sid).statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("polling: a body above maxPayload is refused")
    void tooLarge() {
        var refused = SERVER.push(sid(), "4" + "x".repeat(1_000_001));
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.headers().allValues("access-control-allow-origin")).containsExactly("*");
    }

    @Test
    @DisplayName("upgrade: probe, upgrade, what waited comes over the new transport; the old one is over")
    void upgrade() {
        var sid = SERVER.joinedByPolling();
        var waiting = SERVER.pollLater(sid);
        try (var socket = SERVER.webSocket(sid)) {
            socket.send("2probe");
            assertThat(socket.next()).isEqualTo("3probe");
            assertThat(waiting.join().body()).isEqualTo("6");
            SERVER.push(sid, "42[\"m\",\"queued\"]");
            socket.send("5");
            assertThat(socket.next()).isEqualTo("42[\"message-back\",\"queued\"]");
            socket.send("42[\"m\",1]");
            assertThat(socket.next()).isEqualTo("42[\"message-back\",1]");
            assertThat(SERVER.poll(sid).statusCode()).isEqualTo(400);
            assertThat(SERVER.push(sid, "42[\"m\",1]").statusCode()).isEqualTo(400);
            assertThat(SERVER.closed(sid)).isLessThan(5);
            socket.send("42[\"m\",2]");
            assertThat(socket.next()).isEqualTo("42[\"message-back\",2]");
            socket.send("4abc");
            assertThat(socket.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    @DisplayName("upgrade, as the published suites have it: a second WebSocket ends without having said a word")
    void secondWebSocket() {
        var sid = SERVER.joinedByPolling();
        try (var early = SERVER.webSocket(sid);
                var socket = SERVER.webSocket(sid)) {
            socket.send("2probe").send("5");
            assertThat(SERVER.closed(sid)).isLessThan(5);
            // Open before the upgrade was complete: not left to its timeout either.
            assertThat(early.closeCode()).isEqualTo(1002);
            assertThat(socket.next()).isEqualTo("3probe");
            socket.send("42[\"m\",1]");
            assertThat(socket.next()).isEqualTo("42[\"message-back\",1]");
        }
    }

    @Test
    @DisplayName("upgrade: of many WebSockets that want to carry one session, the fifth is closed at once")
    void candidates() {
        var sid = SERVER.joinedByPolling();
        try (var one = SERVER.webSocket(sid);
                var two = SERVER.webSocket(sid);
                var three = SERVER.webSocket(sid);
                var four = SERVER.webSocket(sid)) {
            assertThat(SERVER.closed(sid)).isLessThan(5);
            one.drop();
            two.drop();
            three.drop();
            four.send("2probe");
            assertThat(four.next()).isEqualTo("3probe");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "4hello", "2", "nonsense"})
    @DisplayName("upgrade: anything but the probe ends the WebSocket, and the session goes on by polling")
    void brokenUpgrade(String message) {
        var sid = SERVER.joinedByPolling();
        try (var socket = SERVER.webSocket(sid)) {
            socket.send(message);
            assertThat(socket.closeCode()).isEqualTo(1002);
        }
        SERVER.push(sid, "42[\"m\",1]");
        assertThat(SERVER.poll(sid).body()).isEqualTo("42[\"message-back\",1]");
    }

    @Test
    @DisplayName("upgrade: a WebSocket that does not go on in time ends, and the session goes on by polling")
    void lateUpgrade() {
        try (var server = new EchoServer(new SocketIoConfig(
                new SocketIoConfig.Times(
                        Duration.ofSeconds(25), Duration.ofSeconds(20), Duration.ofMillis(150), Duration.ofSeconds(45)),
                SocketIoConfig.DEFAULT.limits()))) {
            var sid = server.joinedByPolling();
            try (var mute = server.webSocket(sid);
                    var halfway = server.webSocket(sid)) {
                halfway.send("2probe");
                assertThat(halfway.next()).isEqualTo("3probe");
                assertThat(mute.closeCode()).isEqualTo(1002);
                assertThat(halfway.closeCode()).isEqualTo(1002);
            }
            try (var third = server.webSocket(sid)) {
                third.send("2probe");
                assertThat(third.next()).isEqualTo("3probe");
                third.send("5").send("42[\"m\",1]");
                assertThat(third.next()).isEqualTo("42[\"message-back\",1]");
            }
        }
    }

    @Test
    @DisplayName("polling: a client that hangs up while it polls loses nothing, and may poll again")
    void brokenPoll() throws IOException {
        try (var server = new EchoServer(SocketIoConfig.DEFAULT)) {
            var sid = server.joinedByPolling();
            long before = server.connections();
            try (var socket = server.pollByHand(sid)) {
                await().until(() -> server.connections() > before);
                assertThat(socket.isConnected()).isTrue();
            }
            await().until(() -> server.connections() <= before);
            server.push(sid, "42[\"m\",1]");
            assertThat(server.poll(sid).body()).isEqualTo("42[\"message-back\",1]");
            assertThat(server.sockets.sessions()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("polling: a refusal says which rule was broken")
    void refusalSaysWhy() {
        assertThat(SERVER.push(sid(), "9").body())
                .isEqualTo("{\"code\":3,\"message\":\"Bad request: no packet type that a " + "client sends: 9\"}");
    }

    @Test
    @DisplayName("heartbeat: pings come, pongs keep the session, silence ends it")
    void heartbeat() {
        var quick = EchoServer.times(Duration.ofMillis(300), Duration.ofMillis(200), Duration.ofSeconds(45));
        try (var server = new EchoServer(quick)) {
            var socket = server.joined();
            for (int i = 0; i < 3; i++) {
                assertThat(socket.next()).isEqualTo("2");
                socket.send("3");
            }
            var silent = server.joined();
            assertThat(silent.next()).isEqualTo("2");
            assertThat(silent.closeCode()).isEqualTo(1001);

            var sid = server.joinedByPolling();
            assertThat(server.poll(sid).body()).isEqualTo("2");
            server.push(sid, "3");
            assertThat(server.poll(sid).body()).isEqualTo("2");
            assertThat(server.poll(sid).body()).isEqualTo("1");
            assertThat(server.poll(sid).statusCode()).isEqualTo(400);
            socket.drop();
            await().untilAsserted(() -> assertThat(server.sockets.sessions()).isZero());
        }
    }

    @Test
    @DisplayName("a session that joins no namespace ends")
    void connectTimeout() {
        try (var server = new EchoServer(
                EchoServer.times(Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofMillis(100)))) {
            try (var socket = server.webSocket()) {
                socket.next();
                assertThat(socket.closeCode()).isEqualTo(1002);
            }
        }
    }
}
