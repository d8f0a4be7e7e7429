package carillon.server.dialect.eventsprotocol;

import static carillon.server.dialect.eventsprotocol.HubServer.envelope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.sdk.event.Json;
import carillon.sdk.protocol.Context;
import carillon.sdk.protocol.Envelope;
import carillon.sdk.protocol.Events;
import carillon.sdk.protocol.Exchange;
import carillon.sdk.protocol.Outcome;
import carillon.sdk.protocol.Tracker;
import carillon.server.socketio.RecordingWebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Checklist 78 to 82: the WebSocket binding. */
@TestInstance(Lifecycle.PER_CLASS)
class EventSocketTest {

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
        return RecordingWebSocket.open(server.uri("ws", "/events/ws"));
    }

    private static JsonNode json(String text) {
        return Json.parse(text).tree();
    }

    @Test
    @DisplayName("events-protocol 78: 50 pipelined requests each get their own answer by flowId")
    void item78_pipelined() {
        try (var socket = open()) {
            for (int i = 0; i < 50; i++) {
                socket.send(envelope("echo", "" + i).replace("f-1", "flow-" + i));
            }
            var seen = new HashSet<String>();
            for (int i = 0; i < 50; i++) {
                var answer = json(socket.next());
                var flow = answer.get("flowId").asString();
                assertThat("flow-" + answer.get("payload").asInt()).isEqualTo(flow);
                seen.add(flow);
            }
            assertThat(seen).hasSize(50);
        }
    }

    @Test
    @DisplayName("events-protocol 79: an undecodable message gets the error event, a crash too; the connection stays")
    void item79_undecodable() {
        try (var socket = open()) {
            for (var bad : new String[] {"nonsense", "[]", "", "{\"flowId\":7}", "[".repeat(5000)}) {
                socket.send(bad);
                var answer = json(socket.next());
                assertThat(answer.get("name").asString()).isEqualTo("error");
                assertThat(answer.has("flowId")).isFalse();
            }
            socket.send(envelope("boom", "1"));
            assertThat(json(socket.next()).get("payload").get("message").asString())
                    .isEqualTo("kaput");
            socket.send(envelope("echo", "1"));
            assertThat(json(socket.next()).get("name").asString()).isEqualTo("echo:response");
        }
    }

    @Test
    @DisplayName(
            "events-protocol 6.6: a batch as large as allowed is answered in order, larger and deeper ones are refused")
    void hugeBatches() {
        try (var socket = open()) {
            var answers = json(socket.send(batch(1000)).next()).get("payload");
            assertThat(answers.valueStream().map(answer -> answer.get("payload").asInt()))
                    .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
            for (int size : new int[] {1001, 100_000}) {
                var refused = json(socket.send(batch(size)).next());
                assertThat(refused.get("name").asString()).isEqualTo("error");
                assertThat(refused.get("flowId").asString()).isEqualTo("f-1");
            }
            var nested = envelope("echo", "1");
            for (int i = 0; i < 60; i++) {
                nested = envelope("batch", "{\"events\":[" + nested + "]}");
            }
            assertThat(socket.send(nested).next()).contains("batches nest at most 8 deep");
            assertThat(json(socket.send(envelope("echo", "1")).next())
                            .get("name")
                            .asString())
                    .isEqualTo("echo:response");
        }
    }

    private static String batch(int size) {
        return envelope(
                "batch",
                IntStream.range(0, size)
                        .mapToObj(i -> "{\"name\":\"echo\",\"version\":1,\"payload\":" + i + "}")
                        .collect(Collectors.joining(",", "{\"events\":[", "]}")));
    }

    @Test
    @DisplayName("events-protocol 80: binary closes with 1003, too much with 1009")
    void item80_closeCodes() {
        try (var socket = open();
                var large = open()) {
            socket.send(new byte[] {1});
            assertThat(socket.closeCode()).isEqualTo(1003);
            large.send("x".repeat((8 << 20) + 1));
            assertThat(large.closeCode()).isIn(1009, 1006);
        }
    }

    @Test
    @DisplayName("events-protocol 9: 64 requests of a connection run at once, further ones wait, none is lost")
    void atMost64AtOnce() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var allowed = new CountDownLatch(1);
        server.protocol.mux().add("gated", 1, (context, event) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            allowed.await();
            running.decrementAndGet();
            return Events.newResponse(event, event.payload());
        });
        try (var socket = open()) {
            for (int i = 0; i < 200; i++) {
                socket.send(envelope("gated", "" + i));
            }
            await().until(() -> running.get() == 64);
            allowed.countDown();
            var answered = new HashSet<Integer>();
            for (int i = 0; i < 200; i++) {
                answered.add(json(socket.next()).get("payload").asInt());
            }
            assertThat(answered).hasSize(200);
            assertThat(most).hasValue(64);
        }
    }

    @Test
    @DisplayName("events-protocol 9: an answer that cannot be written closes with 1011")
    void unanswerable() {
        server.protocol
                .mux()
                .add(
                        "broken",
                        1,
                        (context, event) ->
                                Outcome.of(event.withPayload(Json.trusted("{".getBytes(StandardCharsets.UTF_8)))));
        try (var socket = open()) {
            socket.send(envelope("broken", "1"));
            assertThat(socket.closeCode()).isEqualTo(1011);
        }
    }

    @Test
    @DisplayName("events-protocol 9: a server that stops answers what it has begun, and closes with 1001")
    void shutdown(@TempDir Path data) throws Exception {
        var begun = new CountDownLatch(1);
        var allowed = new CountDownLatch(1);
        var stopping = new HubServer(data);
        stopping.protocol.mux().add("slow", 1, (context, event) -> {
            begun.countDown();
            allowed.await();
            return Events.newResponse(event, "done");
        });
        var uri = stopping.uri("ws", "/events/ws");
        var idle = Stream.generate(() -> RecordingWebSocket.open(uri)).limit(8).toList();
        try (stopping;
                var busy = RecordingWebSocket.open(uri)) {
            busy.send(envelope("slow", "1"));
            begun.await();
            var stop = CompletableFuture.runAsync(() -> stopping.drain(Duration.ofSeconds(12)));
            for (var socket : idle) {
                assertThat(socket.closeCode()).isEqualTo(1001);
            }
            allowed.countDown();
            assertThat(json(busy.next()).get("payload").asString()).isEqualTo("done");
            assertThat(busy.closeCode()).isEqualTo(1001);
            stop.join();
        }
    }

    @Test
    @DisplayName("events-protocol 81: the subprotocol is echoed when offered and not required")
    void item81_subprotocol() {
        var uri = server.uri("ws", "/events/ws");
        try (var offered = RecordingWebSocket.open(uri, "events-protocol.v1");
                var none = open()) {
            assertThat(offered.subprotocol()).isEqualTo("events-protocol.v1");
            assertThat(none.subprotocol()).isEmpty();
        }
    }

    @Test
    @DisplayName("events-protocol 82: metadata.requestId is the request's id")
    void item82_requestId() {
        try (var socket = open()) {
            socket.send(envelope("echo", "1"));
            assertThat(json(socket.next()).get("metadata").toString()).isEqualTo("{\"requestId\":\"i-1\"}");
            socket.send("{\"name\":\"echo\",\"version\":1}");
            assertThat(json(socket.next()).has("metadata")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":100e1,\"b\":[0.10]} | {\"a\":100e1,\"b\":[0.10],\"requestId\":\"i-1\"}",
                "{\"a\":1e99999999999}       | {\"a\":1e99999999999,\"requestId\":\"i-1\"}",
                "{\"requestId\":7}           | {\"requestId\":\"i-1\"}",
                "[7]                         | [7]"
            })
    @DisplayName("events-protocol 82 and 1.4: the id joins what metadata there is, which keeps its digits")
    void item82_beside(String metadata, String answered) {
        try (var socket = open()) {
            socket.send("{\"name\":\"whole\",\"version\":1,\"id\":\"i-1\",\"metadata\":" + metadata + "}");
            assertThat(socket.next().strip()).endsWith("\"metadata\":" + answered + "}");
        }
    }

    @Test
    @DisplayName("a number beyond all arithmetic in a payload is a bad request, not a crash")
    void hugeNumber() {
        try (var socket = open()) {
            socket.send(server.signed("event:subscribe", "{\"spec\":\"a.b.c\",\"n\":1e99999999999}"));
            assertThat(json(socket.next()).get("name").asString()).isEqualTo("event:subscribe:badRequest");
        }
    }

    @Test
    @DisplayName("events-protocol 9: trackers see the request that opened the connection, on both kinds of sockets")
    void trackersSeeTheOpeningRequest(@TempDir Path data) {
        var seen = new LinkedBlockingQueue<Exchange>();
        var tracker = new Tracker() {
            @Override
            public Context start(Context context, Envelope event, Exchange exchange) {
                seen.add(exchange);
                return context;
            }
        };
        try (var watched = new HubServer(data, EventsProtocolConfig.DEFAULT, tracker);
                var plain = RecordingWebSocket.open(watched.uri("ws", "/events/ws"));
                var socketIo = RecordingWebSocket.open(watched.uri("ws", "/socket.io/?EIO=4&transport=websocket"))) {
            plain.send(envelope("echo", "1")).next();
            assertOpening(seen.remove(), "/events/ws");
            socketIo.next();
            socketIo.send("40").next();
            socketIo.send("421[\"event\"," + envelope("echo", "1") + "]").next();
            assertOpening(seen.remove(), "/socket.io/");
        }
    }

    @Test
    @DisplayName("issue 16: a large packet before a namespace is joined is not read")
    void largeBeforeJoining() {
        try (var early = RecordingWebSocket.open(server.uri("ws", "/socket.io/?EIO=4&transport=websocket"));
                var joined = RecordingWebSocket.open(server.uri("ws", "/socket.io/?EIO=4&transport=websocket"))) {
            var large = "421[\"event\"," + envelope("echo", "1").replace("{}", "{\"a\":\"" + "x".repeat(20_000) + "\"}")
                    + "]";
            early.next();
            early.send("431[" + "[],".repeat(10_000) + "[]]");
            assertThat(early.closeCode()).isEqualTo(1002);
            joined.next();
            joined.send("40").next();
            assertThat(joined.send(large).next()).startsWith("43");
        }
    }

    @Test
    void anErrorBesideTheHandlerEndsTheConnection(@TempDir Path data) {
        var tracker = new Tracker() {
            @Override
            public Context start(Context context, Envelope event, Exchange exchange) {
                throw new StackOverflowError("planted");
            }
        };
        try (var failing = new HubServer(data, EventsProtocolConfig.DEFAULT, tracker);
                var plain = RecordingWebSocket.open(failing.uri("ws", "/events/ws"));
                var socketIo = RecordingWebSocket.open(failing.uri("ws", "/socket.io/?EIO=4&transport=websocket"))) {
            plain.send(envelope("echo", "1"));
            assertThat(plain.closeCode()).isEqualTo(1011);
            socketIo.next();
            socketIo.send("40").next();
            socketIo.send("421[\"event\"," + envelope("echo", "1") + "]");
            assertThat(socketIo.next()).isEqualTo("41");
        }
    }

    @Test
    void aConnectionOfNobodyIsClosed(@TempDir Path data) {
        var config = EventsProtocolConfig.DEFAULT.withLogin(Duration.ofMillis(300));
        try (var strict = new HubServer(data, config, Tracker.NONE);
                var nobody = RecordingWebSocket.open(strict.uri("ws", "/events/ws"));
                var somebody = RecordingWebSocket.open(strict.uri("ws", "/events/ws"))) {
            somebody.send(strict.signed("event:subscribe", "{\"spec\":\"thing.made.*\"}"));
            assertThat(somebody.next()).contains("event:subscribe:response");
            nobody.send(envelope("echo", "1")).next();
            assertThat(nobody.closeCode()).isEqualTo(1008);
            somebody.send(envelope("echo", "1"));
            assertThat(somebody.next()).contains("echo:response");
        }
    }

    private static void assertOpening(Exchange exchange, String path) {
        assertThat(exchange.method()).isEqualTo("GET");
        assertThat(exchange.path()).isEqualTo(path);
        assertThat(exchange.header("Upgrade")).contains("websocket");
        assertThat(exchange.asynchronous()).isTrue();
    }

    @Test
    @DisplayName("subscribe: the answer, then what was missed, then live events; unsubscribe ends it")
    void subscribe() {
        server.publish("before");
        try (var socket = open()) {
            socket.send(server.signed("event:subscribe", "{\"spec\":\"thing.made.*\",\"since\":\"0\"}"));
            var answer = json(socket.next());
            assertThat(answer.get("name").asString()).isEqualTo("event:subscribe:response");
            assertThat(answer.get("payload").get("whole").asBoolean()).isTrue();
            var missed = json(socket.next());
            assertThat(missed.get("name").asString()).isEqualTo("thing:made");
            assertThat(missed.get("metadata").get("key").asString()).isEqualTo("before");
            server.publish("after");
            var live = socket.next();
            assertThat(json(live).get("metadata").get("key").asString()).isEqualTo("after");
            assertThat(live).contains("\"payload\":{\"n\":0.10}");
            socket.send(server.signed("event:unsubscribe", "{\"spec\":\"thing.made.*\"}"));
            assertThat(json(socket.next()).get("name").asString()).isEqualTo("event:unsubscribe:response");
            server.publish("unseen");
            socket.send(envelope("echo", "1"));
            assertThat(json(socket.next()).get("name").asString()).isEqualTo("echo:response");
            socket.send(server.signed("event:unsubscribe", "{\"spec\":\"thing.made.*\"}"));
            assertThat(json(socket.next()).get("name").asString()).isEqualTo("event:unsubscribe:notFound");
            for (var bad :
                    new String[] {"{}", "{\"spec\":7}", "{\"spec\":\"x\"}", "{\"spec\":\"a.b.c\",\"since\":\"x\"}"}) {
                socket.send(server.signed("event:subscribe", bad));
                assertThat(json(socket.next()).get("name").asString()).isEqualTo("event:subscribe:badRequest");
            }
        }
    }
}
