package carillon.server.dialect.eventsprotocol;

import static carillon.server.dialect.eventsprotocol.HubServer.envelope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.sdk.event.Json;
import carillon.sdk.protocol.Events;
import carillon.sdk.protocol.RawJson;
import carillon.sdk.protocol.Tracker;
import carillon.server.socketio.RecordingWebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Checklist 83 and recovery, packet by packet; the stock clients are in their own tests. */
@TestInstance(Lifecycle.PER_CLASS)
class EventNamespaceTest {

    private HubServer server;

    @BeforeAll
    void start(@TempDir Path data) {
        server = new HubServer(data);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private RecordingWebSocket open() {
        var socket = RecordingWebSocket.open(server.uri("ws", "/socket.io/?EIO=4&transport=websocket"));
        socket.next();
        return socket;
    }

    private static JsonNode connected(RecordingWebSocket socket, String auth) {
        socket.send("40" + auth);
        var packet = socket.next();
        assertThat(packet).startsWith("40{");
        return json(packet.substring(2));
    }

    private static JsonNode json(String text) {
        return Json.parse(text).tree();
    }

    private String auth() {
        return "{\"token\":\"" + server.token + "\"}";
    }

    @Test
    @DisplayName("events-protocol 83: acknowledged with the response, or answered as event; over websocket")
    void item83_overWebSocket() {
        try (var socket = open()) {
            connected(socket, "");
            socket.send("427[\"event\"," + envelope("echo", "[0.10]") + "]");
            var ack = socket.next();
            assertThat(ack).startsWith("437[{").contains("\"payload\":[0.10]").contains("\"requestId\":\"i-1\"");
            socket.send("42[\"event\"," + envelope("echo", "2") + "]");
            var event = socket.next();
            assertThat(event).startsWith("42[\"event\",{\"name\":\"echo:response\"");
            socket.send("428[\"event\"," + Json.mapper().writeValueAsString(envelope("echo", "3")) + "]");
            assertThat(socket.next()).startsWith("438[{\"name\":\"echo:response\"");
        }
    }

    @Test
    @DisplayName("events-protocol 83: the same by polling")
    void item83_byPolling() {
        var sid = json(server.send("GET", "/socket.io/?EIO=4&transport=polling", "", false)
                        .body()
                        .substring(1))
                .get("sid")
                .asString();
        var path = "/socket.io/?EIO=4&transport=polling&sid=" + sid;
        server.send("POST", path, "40", false);
        var packets = new ArrayDeque<String>();
        assertThat(poll(path, packets)).startsWith("40{");
        server.send(
                "POST",
                path,
                "427[\"event\"," + envelope("echo", "1") + "]\u001e42[\"event\"," + envelope("echo", "2") + "]",
                false);
        assertThat(List.of(poll(path, packets), poll(path, packets)))
                .anySatisfy(packet -> assertThat(packet).startsWith("437[{\"name\":\"echo:response\""))
                .anySatisfy(packet -> assertThat(packet).startsWith("42[\"event\",{\"name\":\"echo:response\""));
        server.send(
                "POST",
                path,
                "429[\"event\"," + server.signed("event:subscribe", "{\"spec\":\"polled.*.*\"}") + "]",
                false);
        assertThat(poll(path, packets)).startsWith("439[{\"name\":\"event:subscribe:response\"");
        server.event("event:publish", "{\"type\":\"polled\",\"action\":\"a\",\"key\":\"k\"}");
        assertThat(poll(path, packets))
                .startsWith("42[\"event\",{\"name\":\"polled:a\"")
                .endsWith("@fake\"]");
        server.send("POST", path, "1", false);
    }

    private String poll(String path, ArrayDeque<String> packets) {
        if (packets.isEmpty()) {
            packets.addAll(List.of(server.send("GET", path, "", false).body().split("\u001e", -1)));
        }
        return packets.removeFirst();
    }

    @Test
    @DisplayName("by polling, which cannot be paused: whoever has ten thousand requests waiting is turned away")
    void tooManyWaiting() {
        var allowed = new CountDownLatch(1);
        server.protocol.mux().add("gated", 1, (context, event) -> {
            allowed.await();
            return Events.newResponse(event, null);
        });
        var open = server.send("GET", "/socket.io/?EIO=4&transport=polling", "", false);
        var sid = json(open.body().substring(1)).get("sid").asString();
        var path = "/socket.io/?EIO=4&transport=polling&sid=" + sid;
        server.send("POST", path, "40", false);
        var packets = new ArrayDeque<String>();
        assertThat(poll(path, packets)).startsWith("40{");
        var request = "42[\"event\",{\"name\":\"gated\",\"version\":1}]";
        var body = request + ("\u001e" + request).repeat(3_999);
        assertThat(server.send("POST", path, body, false).statusCode()).isEqualTo(200);
        assertThat(server.send("POST", path, body, false).statusCode()).isEqualTo(200);
        assertThat(server.send("POST", path, body, false).statusCode()).isEqualTo(400);
        assertThat(server.send("GET", path, "", false).statusCode()).isEqualTo(400);
        allowed.countDown();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[\"event\"]", "[\"event\",1]", "[\"event\",{},{}]", "[\"event\",\"nonsense\"]", "[\"event\",[]]"
            })
    @DisplayName("anything but one object gets the malformed-body error")
    void malformed(String emission) {
        try (var socket = open()) {
            connected(socket, "");
            socket.send("42[\"other\",1]");
            socket.send("421" + emission);
            var answer = json(RawJson.elements(socket.next().substring(3)).getFirst());
            assertThat(answer.get("name").asString()).isEqualTo("error");
            assertThat(answer.has("flowId")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[\"event\"]         | this one has none",
                "[\"event\",{},{}]   | this one has 2",
                "[\"event\",1]       | this one is neither"
            })
    @DisplayName("the error says what the emission lacks")
    void malformedSaysWhy(String emission, String why) {
        try (var socket = open()) {
            connected(socket, "");
            socket.send("421" + emission);
            assertThat(socket.next()).contains("takes one argument").contains(why);
        }
    }

    @Test
    @DisplayName("polling: 413 and refused credentials can be read by pages of allowed origins")
    void refusalsByPolling() {
        var handshake = "/socket.io/?EIO=4&transport=polling";
        var wrong = server.send("GET", handshake, "", "Bearer wrong");
        assertThat(wrong.statusCode()).isIn(401, 403);
        assertThat(wrong.headers().allValues("access-control-allow-origin")).containsExactly("*");
        var large = server.send("POST", handshake + "&sid=x", "4" + "x".repeat(1_000_001), false);
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.headers().allValues("access-control-allow-origin")).containsExactly("*");
    }

    @Test
    @DisplayName("binary attachments are malformed, and the error says so")
    void binary() {
        try (var socket = open()) {
            connected(socket, "");
            socket.send("451-1[\"event\",{\"_placeholder\":true,\"num\":0}]").send(new byte[] {1});
            assertThat(socket.next()).startsWith("431[{\"name\":\"error\"").contains("binary attachments");
        }
    }

    @Test
    @DisplayName("connect: a wrong token is a connect error")
    void wrongToken() {
        try (var socket = open()) {
            socket.send("40{\"token\":\"wrong\"}");
            assertThat(socket.next()).startsWith("44{").contains("\"code\":\"BAD_CREDENTIALS\"");
        }
    }

    @Test
    @DisplayName("connect with subscribe and since: events come at once")
    void subscribeAtConnect() {
        server.publish("early");
        try (var socket = open()) {
            connected(
                    socket,
                    "{\"token\":\"" + server.token + "\",\"subscribe\":[\"thing.made.early\"],\"since\":\"0\"}");
            assertThat(socket.next()).contains("\"key\":\"early\"");
            server.publish("early");
            assertThat(socket.next()).contains("\"key\":\"early\"");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"subscribe\":\"a.b.c\"}                                  | UNAUTHENTICATED",
                "{\"token\":TOKEN,\"subscribe\":7}                          | INVALID_SPEC",
                "{\"token\":TOKEN,\"subscribe\":[\"a.b.c\",\"x\"]}           | INVALID_SPEC",
                "{\"token\":TOKEN,\"subscribe\":\"a.b.c\",\"since\":\"x\"} | MALFORMED_REQUEST"
            })
    @DisplayName("connect with subscribe: what cannot be subscribed to is a connect error, not silence")
    void refusedAtConnect(String auth, String code) {
        try (var socket = open()) {
            socket.send("40" + auth.replace("TOKEN", "\"" + server.token + "\""));
            assertThat(socket.next()).startsWith("44{").contains("\"code\":\"" + code + "\"");
        }
    }

    @Test
    @DisplayName("recovery: pid and offset give exactly what was missed, in the old subscriptions")
    void recovery() {
        var lost = open();
        var first = connected(lost, auth());
        var pid = first.get("pid").asString();
        lost.send("421[\"event\"," + envelope("event:subscribe", "{\"spec\":\"thing.made.r1,r2,r3\"}") + "]");
        assertThat(lost.next()).contains("event:subscribe:response");
        server.publish("r1");
        var seen = RawJson.elements(lost.next().substring(2));
        var offset = seen.getLast();
        lost.drop();
        await().until(() -> server.sockets.sessions() == 0);
        server.publish("r2");
        try (var back = open()) {
            var again = connected(
                    back, "{\"token\":\"" + server.token + "\",\"pid\":\"" + pid + "\",\"offset\":" + offset + "}");
            assertThat(again.get("pid").asString()).isEqualTo(pid);
            assertThat(again.get("sid").asString())
                    .as("a recovered session keeps socket.id")
                    .isEqualTo(first.get("sid").asString());
            assertThat(back.next()).contains("\"key\":\"r2\"");
            server.publish("r3");
            assertThat(back.next()).contains("\"key\":\"r3\"");
            assertThat(back.waiting()).isZero();
        }
    }

    @Test
    @DisplayName("recovery: an unknown pid, another user's or a position of another journal begins anew")
    void noRecovery() {
        try (var socket = open()) {
            var fresh = connected(socket, "{\"pid\":\"unknown\",\"offset\":\"1@fake\"}");
            assertThat(fresh.get("pid").asString()).isNotEqualTo("unknown");
        }
        var lost = open();
        var pid = connected(lost, auth()).get("pid").asString();
        lost.send("421[\"event\"," + envelope("event:subscribe", "{\"spec\":\"*.*.*\"}") + "]");
        lost.next();
        lost.drop();
        await().until(() -> server.sockets.sessions() == 0);
        try (var back = open()) {
            var again = connected(back, "{\"pid\":\"" + pid + "\",\"offset\":\"1@other\"}");
            assertThat(again.get("pid").asString()).isNotEqualTo(pid);
        }
    }

    @Test
    @DisplayName(
            "recovery: a client that is back before its loss was noticed; the old connection ends, nothing comes twice")
    void recoveryBeforeTheLossIsNoticed() {
        try (var stale = open();
                var back = open()) {
            var pid = connected(stale, auth()).get("pid").asString();
            stale.send("421[\"event\"," + envelope("event:subscribe", "{\"spec\":\"thing.made.n1,n2,n3\"}") + "]");
            assertThat(stale.next()).contains("event:subscribe:response");
            server.publish("n1");
            var offset = RawJson.elements(stale.next().substring(2)).getLast();
            server.publish("n2");
            assertThat(stale.next()).contains("\"key\":\"n2\"");
            var again = connected(
                    back, "{\"token\":\"" + server.token + "\",\"pid\":\"" + pid + "\",\"offset\":" + offset + "}");
            assertThat(again.get("pid").asString()).isEqualTo(pid);
            assertThat(stale.closeCode()).isEqualTo(1001);
            assertThat(back.next()).contains("\"key\":\"n2\"");
            server.publish("n3");
            assertThat(back.next()).contains("\"key\":\"n3\"");
            assertThat(back.waiting()).isZero();
            assertThat(stale.waiting()).isZero();
        }
    }

    @Test
    @DisplayName(
            "recovery: whoever has the private id but not the credentials neither ends a client nor spoils its return")
    void strangersChangeNothing() {
        try (var owner = open();
                var thief = open();
                var late = open()) {
            var pid = connected(owner, auth()).get("pid").asString();
            owner.send("421[\"event\"," + envelope("event:subscribe", "{\"spec\":\"thing.made.t1,t2\"}") + "]");
            assertThat(owner.next()).contains("event:subscribe:response");
            assertThat(connected(thief, "{\"pid\":\"" + pid + "\"}").get("pid").asString())
                    .isNotEqualTo(pid);
            server.publish("t1");
            var offset = RawJson.elements(owner.next().substring(2)).getLast();
            owner.drop();
            await().until(() -> server.sockets.sessions() == 2);
            assertThat(connected(late, "{\"pid\":\"" + pid + "\",\"offset\":" + offset + "}")
                            .get("pid")
                            .asString())
                    .isNotEqualTo(pid);
            server.publish("t2");
            try (var back = open()) {
                connected(
                        back, "{\"token\":\"" + server.token + "\",\"pid\":\"" + pid + "\",\"offset\":" + offset + "}");
                assertThat(back.next()).contains("\"key\":\"t2\"");
            }
        }
    }

    @Test
    @DisplayName("recovery: where nothing is kept there is no private id")
    void recoveryOff(@TempDir Path data) {
        var off = EventsProtocolConfig.DEFAULT.withRecovery(Duration.ZERO);
        try (var other = new HubServer(data, off, Tracker.NONE);
                var socket = RecordingWebSocket.open(other.uri("ws", "/socket.io/?EIO=4&transport=websocket"))) {
            socket.next();
            assertThat(connected(socket, "{\"token\":\"" + other.token + "\"}").propertyNames())
                    .containsExactly("sid");
        }
    }

    @Test
    @DisplayName("recovery: the private id alone opens nothing of whom it was given to")
    void recoveryNeedsTheCredentialsAgain() {
        var lost = open();
        var pid = connected(lost, auth()).get("pid").asString();
        lost.send("421[\"event\"," + envelope("event:subscribe", "{\"spec\":\"thing.made.s1,s2\"}") + "]");
        assertThat(lost.next()).contains("event:subscribe:response");
        server.publish("s1");
        var offset = RawJson.elements(lost.next().substring(2)).getLast();
        lost.drop();
        await().until(() -> server.sockets.sessions() == 0);
        try (var thief = open();
                var owner = open()) {
            var again = connected(thief, "{\"pid\":\"" + pid + "\",\"offset\":" + offset + "}");
            assertThat(again.get("pid").asString()).isNotEqualTo(pid);
            connected(owner, auth());
            owner.send("421[\"event\"," + envelope("event:subscribe", "{\"spec\":\"thing.made.s2\"}") + "]");
            assertThat(owner.next()).contains("event:subscribe:response");
            server.publish("s2");
            assertThat(owner.next()).contains("\"key\":\"s2\"");
            assertThat(thief.waiting()).isZero();
        }
    }

    @Test
    @DisplayName(
            "recovery: the private id of somebody else opens nothing, and ends nobody, for a user with credentials of their own")
    void recoveryOfAnotherUser() {
        var mallory = server.tokenOfANewUser("mallory");
        try (var owner = open();
                var thief = open();
                var late = open()) {
            var pid = connected(owner, auth()).get("pid").asString();
            owner.send("421[\"event\"," + envelope("event:subscribe", "{\"spec\":\"thing.made.u1,u2\"}") + "]");
            assertThat(owner.next()).contains("event:subscribe:response");
            var theirs = "{\"token\":\"" + mallory + "\",\"pid\":\"" + pid + "\"}";
            assertThat(connected(thief, theirs).get("pid").asString()).isNotEqualTo(pid);
            server.publish("u1");
            assertThat(owner.next()).contains("\"key\":\"u1\"");
            owner.drop();
            await().until(() -> server.sockets.sessions() == 2);
            assertThat(connected(late, theirs).get("pid").asString()).isNotEqualTo(pid);
            server.publish("u2");
            try (var back = open()) {
                var own = "{\"token\":\"" + server.token + "\",\"pid\":\"" + pid + "\"}";
                assertThat(connected(back, own).get("pid").asString()).isEqualTo(pid);
            }
            assertThat(thief.waiting() + late.waiting()).isZero();
        }
    }
}
