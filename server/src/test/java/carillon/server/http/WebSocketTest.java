package carillon.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.delivery.Backlog;
import carillon.core.delivery.Batch;
import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import carillon.core.error.ErrorCode;
import carillon.core.thread.LastResort;
import carillon.sdk.event.StoredEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTest {

    private static final WebSocketLimits LIMITS = WebSocketLimits.RESUMABLE;

    private static final FrameFormat PLAIN = new FrameFormat() {
        @Override
        public String dialect() {
            return "plain";
        }

        @Override
        public Frame encode(StoredEvent stored) {
            return WebSocketFrames.text(stored.event().id().getBytes(StandardCharsets.UTF_8));
        }
    };

    /** Answers each text in upper case and notes what happens. */
    private static final class Endpoint implements WebSocketEndpoint {

        final BlockingQueue<WebSocketConnection> opened = new LinkedBlockingQueue<>();
        final List<String> notes = new CopyOnWriteArrayList<>();

        @Override
        public WebSocketListener open(WebSocketConnection connection) {
            opened.add(connection);
            return new WebSocketListener() {
                @Override
                public void onText(String text) {
                    if (text.equals("throw")) {
                        throw new IllegalStateException("thrown on purpose");
                    }
                    connection.sendText("<" + text + ">");
                }

                @Override
                public void onBinary(byte[] bytes) {
                    connection.sendBinary(bytes);
                }

                @Override
                public void onPong(byte[] payload) {
                    notes.add("pong " + new String(payload, StandardCharsets.UTF_8));
                }

                @Override
                public void onClose(int code, String reason) {
                    notes.add("close " + code + " " + reason);
                }
            };
        }

        WebSocketConnection connection() throws InterruptedException {
            var connection = opened.poll(10, TimeUnit.SECONDS);
            if (connection == null) {
                throw new AssertionError("nobody connected");
            }
            return connection;
        }
    }

    private final Endpoint endpoint = new Endpoint();

    private HttpServer serve(WebSocketLimits limits) {
        return Local.serve(Routes.under("").get("/ws", request -> Response.upgrade(endpoint, limits)));
    }

    private static Wire connect(HttpServer server) throws IOException {
        return Wire.to(server.address("http")).upgrade("/ws");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536})
    @DisplayName("drp 9.6: messages of every header size go both ways, up to the limit")
    void sizes(int size) throws Exception {
        try (var server = serve(LIMITS.withMaxInboundBytes(65_536));
                var wire = connect(server)) {
            var text = "x".repeat(size);
            assertThat(wire.text(text).readData().text()).isEqualTo("<" + text + ">");
            assertThat(wire.frame(0x82, new byte[size]).readData().payload()).hasSize(size);
        }
    }

    @Test
    @DisplayName("drp 9.6: a message over the limit closes with 1009")
    void tooLarge() throws Exception {
        try (var server = serve(LIMITS);
                var wire = connect(server)) {
            var close = wire.text("x".repeat(65_537)).readData();
            assertThat(close.opcode()).isEqualTo(8);
            assertThat(close.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    @DisplayName("drp 9.6: fragments that sum up to more than the limit close with 1009")
    void fragmentsTooLarge() throws Exception {
        try (var server = serve(LIMITS);
                var wire = connect(server)) {
            wire.frame(0x01, new byte[40_000]).frame(0x00, new byte[40_000]);
            assertThat(wire.readData().closeCode()).isEqualTo(1009);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("unfinished messages of all connections together are bounded, small ones always have room")
    void unfinishedTogether(boolean fragmented) throws Exception {
        var limits = LIMITS.withMaxInboundBytes(1 << 20);
        var settings = Local.QUICK.withLimits(HttpLimits.DEFAULT.withBytes(1 << 20, 1_500_000));
        var routes = Routes.under("").get("/ws", request -> Response.upgrade(endpoint, limits));
        try (var server = Local.serve(settings, routes)) {
            // Two that fill the last bytes at the same moment are both refused, which is right; then there is nobody
            // who goes on.
            boolean oneGoesOn = false;
            for (int i = 0; i < 20 && !oneGoesOn; i++) {
                oneGoesOn = oneOfTwoGoesOn(server, fragmented);
            }
            assertThat(oneGoesOn).isTrue();
            try (var next = connect(server)) {
                next.text("y".repeat(1_000_000));
                assertThat(next.readData().payload()).hasSize(1_000_002);
            }
        }
    }

    private boolean oneOfTwoGoesOn(HttpServer server, boolean fragmented) throws Exception {
        try (var one = connect(server);
                var other = connect(server)) {
            var sent = new CountDownLatch(2);
            var answers = List.of(one, other).stream()
                    .map(wire -> CompletableFuture.supplyAsync(
                            () -> unfinished(wire, fragmented, sent),
                            task -> Thread.ofVirtual().start(task)))
                    .toList();
            var refused = (Wire.Frame) CompletableFuture.anyOf(answers.toArray(CompletableFuture<?>[]::new))
                    .get(10, TimeUnit.SECONDS);
            assertThat(refused.closeCode()).isEqualTo(1013);
            try (var small = connect(server)) {
                assertThat(small.text("hello").readData().text()).isEqualTo("<hello>");
            }
            boolean first = answers.getFirst().isDone();
            // The end would come between two fragments of what is still being sent.
            assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
            (first ? other : one).send(end(fragmented));
            var answer = answers.get(first ? 1 : 0).get(10, TimeUnit.SECONDS);
            if (answer.payload().length < 1_000) {
                assertThat(answer.closeCode()).isEqualTo(1013);
                return false;
            }
            assertThat(answer.payload()).hasSize(900_002);
            return true;
        }
    }

    /** Sends all of a message but its end, and gives what the server answers then. */
    private static Wire.Frame unfinished(Wire wire, boolean fragmented, CountDownLatch sent) {
        try {
            if (fragmented) {
                for (int i = 0; i < 9; i++) {
                    wire.frame(
                            i == 0 ? 0x01 : 0x00,
                            "x".repeat(i == 8 ? 99_999 : 100_000).getBytes(StandardCharsets.UTF_8));
                }
            } else {
                var whole = java.nio.ByteBuffer.allocate(14)
                        .put((byte) 0x81)
                        .put((byte) 0xFF)
                        .putLong(900_000)
                        .putInt(0);
                wire.send(whole.array()).send("x".repeat(899_999));
            }
            sent.countDown();
            return wire.readData();
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    private static byte[] end(boolean fragmented) {
        // Final fragment of one byte, masked by zeros; or the one byte that is missing.
        return fragmented ? new byte[] {(byte) 0x80, (byte) 0x81, 0, 0, 0, 0, 'x'} : new byte[] {'x'};
    }

    @Test
    @DisplayName("drp 9.7: fragments are put together, control frames between them answered")
    void fragments() throws Exception {
        try (var server = serve(LIMITS);
                var wire = connect(server)) {
            var euro = "€".getBytes(StandardCharsets.UTF_8);
            wire.frame(0x01, new byte[] {'a', euro[0]})
                    .frame(0x89, "now".getBytes(StandardCharsets.UTF_8))
                    .frame(0x00, new byte[] {euro[1], euro[2]})
                    .frame(0x80, new byte[] {'b'});
            var pong = wire.readData();
            assertThat(pong.opcode()).isEqualTo(10);
            assertThat(pong.text()).isEqualTo("now");
            assertThat(wire.readData().text()).isEqualTo("<a€b>");
        }
    }

    @Test
    @DisplayName("drp 9.7: text that is not UTF-8 closes with 1007")
    void notUtf8() throws Exception {
        try (var server = serve(LIMITS);
                var wire = connect(server)) {
            assertThat(wire.frame(0x81, new byte[] {(byte) 0xC3, 0x28})
                            .readData()
                            .closeCode())
                    .isEqualTo(1007);
        }
    }

    @Test
    @DisplayName("protocol violations close with 1002: no mask, reserved bits, a lost continuation")
    void violations() throws Exception {
        try (var server = serve(LIMITS)) {
            try (var wire = connect(server)) {
                assertThat(wire.send(new byte[] {(byte) 0x81, 1, 'x'})
                                .readData()
                                .closeCode())
                        .isEqualTo(1002);
            }
            try (var wire = connect(server)) {
                assertThat(wire.frame(0xC1, new byte[1]).readData().closeCode()).isEqualTo(1002);
            }
            try (var wire = connect(server)) {
                assertThat(wire.frame(0x80, new byte[1]).readData().closeCode()).isEqualTo(1002);
            }
        }
    }

    @Test
    @DisplayName("drp 9.8: a close frame is answered with the same code, then the connection ends")
    void closeEcho() throws Exception {
        try (var server = serve(LIMITS);
                var wire = connect(server)) {
            var close = wire.frame(0x88, new byte[] {0x03, (byte) 0xE8}).readData();
            assertThat(close.opcode()).isEqualTo(8);
            assertThat(close.closeCode()).isEqualTo(1000);
            assertThat(wire.ended()).isTrue();
            await().untilAsserted(() -> assertThat(endpoint.notes).containsExactly("close 1000 "));
            assertThat(server.counters().webSockets()).isZero();
        }
    }

    @Test
    @DisplayName("a close of ours carries code and reason and ends when the peer answers, or without it in time")
    void serverCloses() throws Exception {
        var limits = LIMITS.withTimes(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(300));
        try (var server = serve(limits);
                var wire = connect(server)) {
            endpoint.connection().close(1008, "revoked");
            var close = wire.readData();
            assertThat(close.closeCode()).isEqualTo(1008);
            assertThat(close.text()).endsWith("revoked");
            assertThat(wire.ended()).isTrue();
            await().untilAsserted(() -> assertThat(endpoint.notes).containsExactly("close 1008 revoked"));
        }
    }

    @Test
    @DisplayName("drp 9.4: the server pings; any frame renews the deadline, silence ends the connection")
    void pings() throws Exception {
        var limits = LIMITS.withTimes(Duration.ofMillis(100), Duration.ofMillis(600), Duration.ofSeconds(10));
        try (var server = serve(limits);
                var wire = connect(server)) {
            for (int i = 0; i < 12; i++) {
                assertThat(wire.read().opcode()).isEqualTo(9);
                if (i % 2 == 0) {
                    wire.frame(0x8A, "p".getBytes(StandardCharsets.UTF_8));
                } else {
                    wire.frame(0x82, new byte[0]);
                    assertThat(wire.readData().opcode()).isEqualTo(2);
                }
            }
            var close = wire.readData();
            assertThat(close.closeCode()).isEqualTo(1001);
            assertThat(close.text()).endsWith("no answer to pings");
            assertThat(wire.ended()).isTrue();
            await().untilAsserted(() -> assertThat(endpoint.notes).contains("pong p", "close 1006 "));
        }
    }

    @Test
    @DisplayName("drp 1.8: a plain request to the path is answered 400 with the version that is spoken")
    void notAnUpgrade() throws Exception {
        try (var server = serve(LIMITS);
                var wire = Wire.to(server.address("http"))) {
            var answer = wire.send("GET /ws HTTP/1.1\r\nHost: x\r\n\r\n").answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("sec-websocket-version")).isEqualTo("13");
            assertThat(answer.header("content-type")).startsWith("text/plain");
            assertThat(answer.body()).isEqualTo("Bad Request\n");
        }
    }

    @Test
    @DisplayName("drp 1.4: no subprotocol and no extension is negotiated unless the endpoint chooses one")
    void negotiation() throws Exception {
        var routes = Routes.under("")
                .get("/plain", request -> Response.upgrade(endpoint, LIMITS))
                .get("/chosen", request -> Response.upgrade(endpoint, LIMITS, "graphql-transport-ws"));
        var ask = String.join(
                "\r\n",
                " HTTP/1.1",
                "Host: x",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Extensions: permessage-deflate",
                "Sec-WebSocket-Protocol: graphql-transport-ws, other",
                "",
                "");
        try (var server = Local.serve(routes);
                var plain = Wire.to(server.address("http"));
                var chosen = Wire.to(server.address("http"))) {
            var head = plain.send("GET /plain" + ask).head();
            assertThat(head.status()).isEqualTo(101);
            assertThat(head.headers()).doesNotContainKeys("sec-websocket-protocol", "sec-websocket-extensions");
            assertThat(chosen.send("GET /chosen" + ask).head().header("sec-websocket-protocol"))
                    .isEqualTo("graphql-transport-ws");
        }
    }

    @Test
    @DisplayName("frames that come in one packet with the upgrade request are not lost")
    void earlyFrames() throws Exception {
        try (var server = serve(LIMITS);
                var wire = connect(server)) {
            var masked = new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'};
            var both = new byte[masked.length * 2];
            System.arraycopy(masked, 0, both, 0, masked.length);
            System.arraycopy(masked, 0, both, masked.length, masked.length);
            wire.send(both);
            assertThat(wire.readData().text()).isEqualTo("<hi>");
            assertThat(wire.readData().text()).isEqualTo("<hi>");
        }
    }

    @Test
    @DisplayName("an endpoint that throws closes its connection with 1011")
    void endpointThrows() throws Exception {
        try (var server = serve(LIMITS);
                var wire = connect(server)) {
            assertThat(wire.text("throw").readData().closeCode()).isEqualTo(1011);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("after a framing error the server ends its side at once, also when it had begun to close")
    void endsAfterFramingErrors(boolean closing) throws Exception {
        // The write timeout is what a connection whose peer does not answer would linger for.
        try (var server = serve(LIMITS.withTimes(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5)));
                var wire = connect(server)) {
            if (closing) {
                endpoint.connection().close(1001, "");
                assertThat(wire.readData().closeCode()).isEqualTo(1001);
                wire.frame(0xC1, new byte[1]);
            } else {
                var close = wire.frame(0xC1, new byte[1]).readData();
                assertThat(close.closeCode()).isEqualTo(1002);
                wire.frame(0x88, close.payload());
            }
            assertThat(wire.ended()).isTrue();
        }
        await().untilAsserted(() ->
                assertThat(endpoint.notes).singleElement().asString().startsWith("close "));
    }

    @Test
    @DisplayName("drp 9.8: stopping closes with 1001")
    void stopping() throws Exception {
        var server = serve(LIMITS);
        try (var one = connect(server);
                var two = connect(server)) {
            var stopped = CompletableFuture.runAsync(() -> server.stop(Duration.ofSeconds(2)));
            for (var wire : List.of(one, two)) {
                var close = wire.readData();
                assertThat(close.closeCode()).isEqualTo(1001);
                wire.frame(0x88, close.payload());
                assertThat(wire.ended()).isTrue();
            }
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("work given to virtual threads runs in order, and reading pauses meanwhile")
    void inOrder() throws Exception {
        var routes = Routes.under("").get("/ws", request -> Response.upgrade(LISTENS_IN_ORDER, LIMITS));
        try (var server = Local.serve(routes);
                var wire = connect(server)) {
            for (int i = 0; i < 1_000; i++) {
                wire.text(Integer.toString(i));
            }
            for (int i = 0; i < 1_000; i++) {
                assertThat(wire.readData().text()).isEqualTo(Integer.toString(i));
            }
        }
    }

    private static final WebSocketEndpoint LISTENS_IN_ORDER = connection -> new WebSocketListener() {
        @Override
        public void onText(String text) {
            connection.runInOrder(text.length(), () -> {
                if (text.equals("throw")) {
                    throw new StackOverflowError("planted");
                }
                connection.sendText(text);
            });
        }
    };

    @Test
    @DisplayName(
            "work given to virtual threads that throws ends its connection, which would wait for an answer otherwise")
    void inOrderThrows() throws Exception {
        var routes = Routes.under("").get("/ws", request -> Response.upgrade(LISTENS_IN_ORDER, LIMITS));
        try (var server = Local.serve(routes);
                var other = connect(server);
                var wire = connect(server)) {
            assertThat(wire.text("1").readData().text()).isEqualTo("1");
            assertThat(wire.text("throw").readData().closeCode()).isEqualTo(1011);
            assertThat(other.text("2").readData().text()).isEqualTo("2");
        }
    }

    // ---- events

    /** As the fan-out does it: another connection gets the same, so that what follows one another is written in one go. */
    private static void fanOut(Outlet outlet, int from, int to, int size) {
        var payload = "%0" + size + "d";
        var other = new Discarding(outlet.lane());
        outlet.lane().execute(() -> {
            var batch = new Batch(new LongAdder(), LastResort.HALT);
            for (int i = from; i < to; i++) {
                var frame =
                        batch.begin(WebSocketFrames.text(payload.formatted(i).getBytes(StandardCharsets.UTF_8)));
                batch.add(outlet, frame);
                batch.add(other, frame);
            }
            batch.handOver();
        });
    }

    private static final class Discarding extends Outlet {

        Discarding(Lane lane) {
            super(lane, PLAIN, new Backlog());
        }

        @Override
        protected void write(Frame frame) {
            frame.release();
        }

        @Override
        protected void flush() {}

        @Override
        protected void whenReady(Runnable callback) {
            callback.run();
        }

        @Override
        protected void breakOff(ErrorCode code, String reason) {}

        @Override
        public boolean closed() {
            return false;
        }
    }

    @Test
    @DisplayName("events and the connection's own messages leave in the order in which they came")
    void ownMessagesKeepTheirPlaceAmongEvents() throws Exception {
        try (var server = serve(LIMITS);
                var wire = connect(server)) {
            var connection = endpoint.connection();
            var outlet = connection.outlet(PLAIN);
            var batch = new Batch(new LongAdder(), LastResort.HALT);
            for (int i = 0; i < 500; i++) {
                int number = i;
                var event = "%04d".formatted(i).getBytes(StandardCharsets.UTF_8);
                batch.add(outlet, batch.begin(WebSocketFrames.text(event)));
                batch.handOver();
                outlet.lane().execute(() -> connection.sendText("own " + number));
            }
            for (int i = 0; i < 500; i++) {
                assertThat(wire.readData().text()).isEqualTo("%04d".formatted(i));
                assertThat(wire.readData().text()).isEqualTo("own " + i);
            }
        }
    }

    @Test
    @DisplayName("a batch far larger than the high water mark reaches a reader whole and in order")
    void batch() throws Exception {
        try (var server = serve(LIMITS.withOutbox(64 << 20, Integer.MAX_VALUE));
                var wire = connect(server)) {
            fanOut(endpoint.connection().outlet(PLAIN), 0, 20_000, 300);
            for (int i = 0; i < 20_000; i++) {
                assertThat(Integer.parseInt(wire.readData().text())).isEqualTo(i);
            }
        }
    }

    @Test
    @DisplayName("drp 9.3: a slow reader loses new events silently, keeps its answers, and holds bounded memory")
    void dropsNewest() throws Exception {
        try (var server = serve(WebSocketLimits.DROPPING);
                var wire = connect(server)) {
            var connection = endpoint.connection();
            fanOut(connection.outlet(PLAIN), 0, 40_000, 1_000);
            await().until(() -> connection.droppedEvents() > 0);
            wire.text("still there?");
            assertThat(connection.waitingMessages()).isLessThanOrEqualTo(256);
            assertThat(connection.waitingBytes()).isLessThan(300 * 1024);
            int events = 0;
            var last = "";
            while (!last.startsWith("<")) {
                last = wire.readData().text();
                events += last.startsWith("<") ? 0 : 1;
            }
            assertThat(last).isEqualTo("<still there?>");
            assertThat(connection.droppedEvents()).isEqualTo(40_000 - events);
            assertThat(server.counters().eventsDropped()).isEqualTo(40_000 - events);
            assertThat(connection.isOpen()).isTrue();
            fanOut(connection.outlet(PLAIN), 7, 8, 1);
            assertThat(wire.readData().text()).isEqualTo("7");
        }
    }

    @Test
    @DisplayName("a slow reader of a resumable dialect is closed with 4000, or dropped when it takes not even that")
    void closesSlow() throws Exception {
        try (var server = serve(LIMITS);
                var wire = connect(server)) {
            var connection = endpoint.connection();
            fanOut(connection.outlet(PLAIN), 0, 40_000, 1_000);
            await().until(() -> !connection.isOpen());
            var frame = wire.readData();
            while (frame.opcode() != 8) {
                frame = wire.readData();
            }
            assertThat(frame.closeCode()).isEqualTo(4000);
        }
        var impatient = LIMITS.withTimes(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(500));
        try (var server = serve(impatient);
                var wire = connect(server)) {
            fanOut(endpoint.connection().outlet(PLAIN), 0, 40_000, 1_000);
            await().untilAsserted(() -> assertThat(endpoint.notes).hasSize(2));
            assertThat(wire.ended()).isTrue();
        }
    }

    @Test
    @DisplayName("drp 9.5: a peer that takes nothing within the write timeout is dropped")
    void writeTimeout() throws Exception {
        var limits =
                WebSocketLimits.DROPPING.withTimes(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(500));
        try (var server = serve(limits);
                var wire = connect(server)) {
            fanOut(endpoint.connection().outlet(PLAIN), 0, 40_000, 1_000);
            await().untilAsserted(() -> assertThat(endpoint.notes).containsExactly("close 1006 "));
            assertThat(server.counters().connectionsTimedOut()).isEqualTo(1);
            assertThat(wire.ended()).isTrue();
        }
    }

    @Test
    @DisplayName("a peer that asks and does not read its answers is not read either")
    void answersHoldBackCommands() throws Exception {
        try (var server = serve(LIMITS.withMaxInboundBytes(1 << 20));
                var wire = connect(server)) {
            var connection = endpoint.connection();
            var text = "x".repeat(60_000);
            var writer = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 1_000; i++) {
                        wire.text(text);
                    }
                } catch (IOException closed) {
                    throw new java.io.UncheckedIOException(closed);
                }
            });
            await().until(() -> connection.waitingBytes() > 0);
            for (int i = 0; i < 1_000; i++) {
                assertThat(connection.waitingBytes()).isLessThan(2 << 20);
                assertThat(wire.readData().payload()).hasSize(60_002);
            }
            writer.join();
        }
    }

    @Test
    @DisplayName("a replay goes on when there is room, and is told when the connection is gone")
    void replay() throws Exception {
        try (var server = serve(LIMITS);
                var wire = connect(server)) {
            var outlet = endpoint.connection().outlet(PLAIN);
            var pieces = new java.util.concurrent.atomic.AtomicInteger();
            outlet.lane().execute(() -> piece(outlet, pieces, 200));
            for (int i = 0; i < 200 * 64; i++) {
                assertThat(wire.readData().payload()).hasSize(1_000);
            }
            await().untilAsserted(() -> assertThat(pieces).hasValue(200));
            wire.socket().close();
            await().until(outlet::closed);
            var told = new CompletableFuture<Boolean>();
            outlet.lane()
                    .execute(() ->
                            outlet.writePiece(List.of(WebSocketFrames.text(new byte[1])), () -> told.complete(true)));
            assertThat(told.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void piece(Outlet outlet, java.util.concurrent.atomic.AtomicInteger pieces, int last) {
        var frames = new java.util.ArrayList<Frame>();
        for (int i = 0; i < 64; i++) {
            frames.add(WebSocketFrames.text(new byte[1_000]));
        }
        outlet.writePiece(frames, () -> {
            if (pieces.incrementAndGet() < last) {
                piece(outlet, pieces, last);
            }
        });
    }
}
