package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.Principal;
import carillon.core.hub.PublishOutcome;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.http.WebSocketLimits;
import ch.qos.logback.classic.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class DrpDeliveryTest {

    private DrpServer server;

    @BeforeEach
    void start(@TempDir Path data) {
        server = DrpServer.start(data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static DrpConfig withTimes(Duration ping, Duration pong) {
        return DrpConfig.DEFAULT.withSocket(WebSocketLimits.DROPPING.withTimes(ping, pong, Duration.ofSeconds(10)));
    }

    @Test
    @DisplayName("drp 79: who does not read loses events, stays open, keeps answers, and slows nobody")
    void item79_slowReader() {
        var large = Json.parse("\"" + "x".repeat(20_000) + "\"");
        try (var raw = RawSocket.connect(server.http.address("https"));
                var reader = server.session().register("d79.*.*")) {
            assertThat(raw.upgrade(DrpServer.ROOT)).contains(" 101 ");
            raw.send("register d79.*.*");
            assertThat(raw.read().text()).contains("\"register\"");
            for (int i = 0; i < 1_000; i++) {
                server.publish(Event.about("d79", "x", Integer.toString(i))
                        .object(large)
                        .build());
                assertThat(reader.subject()).isEqualTo("d79.x." + i);
            }
            raw.send("register d79.answer.*");
            int events = 0;
            var frame = raw.read();
            while (!frame.text().contains("\"register\"")) {
                events += frame.opcode() == RawSocket.TEXT ? 1 : 0;
                frame = raw.read();
            }
            assertThat(events).isBetween(256, 999);
            server.publish("d79", "x", "after");
            assertThat(raw.read().text()).contains("\"after\"");
        }
    }

    @Test
    @DisplayName("a flood that is far larger than an outbox reaches those whole who read as fast as they can")
    void floodIsReadWhole(@TempDir Path data) {
        int events = 20_000;
        var config = DrpConfig.DEFAULT.withSocket(WebSocketLimits.DROPPING.withOutbox(16 << 20, 2_048));
        var kilobyte = Json.parse("\"" + "x".repeat(1_000) + "\"");
        try (var flooded = DrpServer.start(data, config);
                var one = RawSocket.connect(flooded.http.address("https"));
                var other = RawSocket.connect(flooded.http.address("https"))) {
            for (var raw : List.of(one, other)) {
                assertThat(raw.upgrade(DrpServer.ROOT)).contains(" 101 ");
                raw.send("register flood.*.*");
                assertThat(raw.read().text()).contains("\"register\"");
            }
            var readers = Stream.of(one, other)
                    .map(raw -> CompletableFuture.supplyAsync(
                            () -> keys(raw, events), task -> Thread.ofPlatform().start(task)))
                    .toList();
            var published = IntStream.range(0, events / 100)
                    .mapToObj(hundred -> flooded.hub.publish(
                            Principal.SYSTEM,
                            IntStream.range(hundred * 100, hundred * 100 + 100)
                                    .mapToObj(i -> Event.about("flood", "x", Integer.toString(i))
                                            .object(kilobyte)
                                            .build())
                                    .toList()))
                    .toList();
            published.forEach(
                    each -> assertThat(each.toCompletableFuture().join()).isInstanceOf(PublishOutcome.Accepted.class));
            var all = IntStream.range(0, events).boxed().toList();
            readers.forEach(keys -> assertThat(keys.join()).isEqualTo(all));
        }
    }

    private static List<Integer> keys(RawSocket raw, int count) {
        var keys = new ArrayList<Integer>();
        while (keys.size() < count) {
            var frame = raw.read();
            if (frame.opcode() == RawSocket.TEXT) {
                keys.add(Json.parse(frame.text()).tree().get("Key").asInt());
            }
        }
        return keys;
    }

    @Test
    @DisplayName("drp 80: sessions with the same registration get the same events in the same order")
    void item80_sameOrder() {
        try (var one = server.session().register("d80.*.*");
                var two = server.session().register("d80.*.*")) {
            IntStream.range(0, 4).parallel().forEach(publisher -> {
                for (int i = 0; i < 50; i++) {
                    server.publish("d80", "p" + publisher, Integer.toString(i));
                }
            });
            var first = one.drain();
            assertThat(first).hasSize(200);
            assertThat(two.drain()).isEqualTo(first);
        }
    }

    @Test
    @DisplayName("drp 81: the server pings, by default every 54 s, and hangs up when nothing comes back")
    void item81_ping(@TempDir Path data) {
        assertThat(DrpConfig.DEFAULT.socket().ping()).isEqualTo(Duration.ofSeconds(54));
        assertThat(DrpConfig.DEFAULT.socket().pongTimeout()).isEqualTo(Duration.ofSeconds(60));
        try (var impatient = DrpServer.start(data, withTimes(Duration.ofMillis(50), Duration.ofMillis(500)));
                var raw = RawSocket.connect(impatient.http.address("https"))) {
            assertThat(raw.upgrade(DrpServer.ROOT)).contains(" 101 ");
            for (int i = 0; i < 20; i++) {
                var ping = raw.read();
                assertThat(ping.opcode()).isEqualTo(RawSocket.PING);
                assertThat(ping.payload()).isEmpty();
                raw.frame(0x80 | RawSocket.PONG, ping.payload());
            }
            var frame = raw.read();
            while (frame.opcode() == RawSocket.PING) {
                frame = raw.readOrEnd();
            }
            assertThat(frame.opcode()).isEqualTo(RawSocket.CLOSE);
        }
    }

    @Test
    @DisplayName("drp 82: a ping is answered with its payload")
    void item82_pong() throws InterruptedException {
        try (var session = server.session()) {
            session.socket()
                    .sendPing(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)))
                    .join();
            assertThat(session.pong()).isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("drp 83: a close is answered with its code")
    void item83_close() {
        try (var raw = RawSocket.connect(server.http.address("https"))) {
            assertThat(raw.upgrade(DrpServer.ROOT)).contains(" 101 ");
            raw.frame(0x80 | RawSocket.CLOSE, new byte[] {3, (byte) 0xE8});
            var frame = raw.read();
            assertThat(frame.opcode()).isEqualTo(RawSocket.CLOSE);
            assertThat(frame.closeCode()).isEqualTo(1000);
            assertThat(raw.ends()).isTrue();
        }
    }

    @Test
    @DisplayName("drp 9.7: fragments are put together; text that is not UTF-8 closes with 1007")
    void fragments() {
        try (var raw = RawSocket.connect(server.http.address("https"))) {
            assertThat(raw.upgrade(DrpServer.ROOT)).contains(" 101 ");
            raw.frame(RawSocket.TEXT, "register fr".getBytes(StandardCharsets.UTF_8));
            raw.frame(0x80, "ag.*.*".getBytes(StandardCharsets.UTF_8));
            assertThat(raw.read().text()).contains("\"Key\":\"frag.*.*\"");
            raw.frame(0x80 | RawSocket.TEXT, new byte[] {(byte) 0xC3, (byte) 0x28});
            assertThat(raw.read().closeCode()).isEqualTo(1007);
        }
    }

    @Test
    @DisplayName("drp 84: a server that stops closes sessions with 1001")
    void item84_goingAway(@TempDir Path data) {
        try (var stopping = DrpServer.start(data);
                var session = stopping.session().register("a.b.c")) {
            stopping.http.stop(Duration.ofSeconds(2));
            assertThat(session.closeCode()).isEqualTo(1001);
        }
    }

    @Test
    @DisplayName("drp 85: who reads on receipt of an update sees that state or a later one")
    void item85_readAfterEvent() throws InterruptedException {
        var rest = server.rest();
        assertThat(rest.post("/profiles", "{\"Name\":\"p85\",\"N\":0}").status())
                .isEqualTo(201);
        try (var session = server.session().register("profiles.update.p85")) {
            var writer = Thread.ofVirtual().start(() -> {
                for (int i = 1; i <= 60; i++) {
                    rest.put("/profiles/p85", "{\"Name\":\"p85\",\"N\":" + i + "}");
                }
            });
            for (int i = 1; i <= 60; i++) {
                int told = session.next().get("Object").get("N").intValue();
                int read = rest.get("/profiles/p85").json().get("N").intValue();
                assertThat(told).isEqualTo(i);
                assertThat(read).isGreaterThanOrEqualTo(told);
            }
            writer.join();
        }
    }

    @Test
    @DisplayName("beyond the specification: ?since= replays and carries positions")
    void since() {
        for (int i = 0; i < 5; i++) {
            server.publish("since", "x", Integer.toString(i));
        }
        Session first = server.open(server.url("ws") + "/api/v3/ws?token=root:rootpw&since=0");
        first.send("register since.*.*");
        var answer = first.next();
        assertThat(answer.get("Object").get("Whole").booleanValue()).isTrue();
        first.next();
        var second = first.next();
        assertThat(second.get("Key").stringValue()).isEqualTo("1");
        first.close();
        server.publish("since", "x", "5");
        var position =
                second.get("Sequence").longValue() + "@" + second.get("Epoch").stringValue();
        try (var resumed = server.open(server.url("ws") + "/api/v3/ws?token=root:rootpw&since=" + position)) {
            resumed.send("register since.*.*");
            resumed.next();
            assertThat(List.of(resumed.subject(), resumed.subject(), resumed.subject(), resumed.subject()))
                    .containsExactly("since.x.2", "since.x.3", "since.x.4", "since.x.5");
            server.publish("since", "x", "6");
            assertThat(resumed.subject()).isEqualTo("since.x.6");
        }
        try (var other = server.open(server.url("ws") + "/api/v3/ws?token=root:rootpw&since=3@another")) {
            other.send("register since.*.*");
            assertThat(other.next().get("Object").get("Whole").booleanValue()).isFalse();
            assertThat(other.subject()).isEqualTo("since.x.0");
        }
        assertThat(server.rest().get("/ws?since=x").status()).isEqualTo(400);
    }

    @Test
    @DisplayName("drp 13.3: the server's log comes as log events, and those make no further ones")
    void logEvents() {
        var log = LoggerFactory.getLogger("carillon.server.dialect.drp.DrpDeliveryTest");
        try (var events = LogEvents.attach(server.hub, Level.INFO);
                var session = server.session().register("log.*.*")) {
            log.debug("not this");
            log.warn("the {} one", "marked");
            LoggerFactory.getLogger("carillon.core.hub.Hub").warn("would loop");
            var event = session.next();
            assertThat(Session.subject(event)).isEqualTo("log.warn.drp");
            assertThat(event.get("Object").get("Message").stringValue()).isEqualTo("the marked one");
            assertThat(event.get("Object").get("Level").stringValue()).isEqualTo("warn");
            await().during(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(session.drain()).isEmpty());
            assertThat(events.isStarted()).isTrue();
        }
    }
}
