package carillon.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.OpenSessions;
import carillon.core.memory.MemoryBudget;
import carillon.core.thread.HubThreads;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer may do with frames of HTTP/2 that are well-formed: the connection ends, and the others go on. */
@Timeout(60)
class Http2AbuseTest {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;

    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private static final int ENHANCE_YOUR_CALM = 0xb;
    private static final int LARGE = 1 << 20;

    /** Far below the mark at which a stream counts as unwritable. */
    private static final int SMALL = 30_000;

    private static final SseLimits IMPATIENT =
            new SseLimits(Duration.ofMillis(50), Duration.ofMillis(500), LARGE, SlowPolicy.CLOSE_SLOW);

    private static final SseLimits PATIENT =
            new SseLimits(Duration.ofSeconds(10), Duration.ofSeconds(1), 2 * LARGE, SlowPolicy.CLOSE_SLOW);

    private final AtomicInteger asked = new AtomicInteger();
    private final MemoryBudget memory = new MemoryBudget(256L << 20);
    private Tls tls;
    private HttpServer server;

    @BeforeEach
    void start(@TempDir Path data) {
        var routes = Routes.under("")
                .get("/fine", request -> Response.text(200, "fine"))
                .get("/asked", request -> {
                    asked.incrementAndGet();
                    return Response.empty(204);
                })
                .post("/asked", request -> Response.empty(204))
                .get("/small", request -> Response.of(200, "text/plain", new byte[SMALL]))
                .get("/stream", request -> new Response.Stream(stream -> {}, IMPATIENT, List.of()))
                .get(
                        "/event",
                        request -> new Response.Stream(stream -> stream.send(new byte[LARGE]), PATIENT, List.of()))
                .get("/large", request -> Response.of(200, "text/plain", new byte[LARGE]));
        var limits = HttpLimits.DEFAULT.withTimes(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(75));
        tls = Tls.selfSigned(data);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = HttpServer.start(
                List.of(new Listener("https", address, Router.of(List.of(routes)), tls)),
                HttpSettings.DEFAULT.withTick(Duration.ofMillis(10)).withLimits(limits),
                memory,
                new HubThreads(),
                new OpenSessions());
    }

    @AfterEach
    void othersGoOnAndNothingIsLeft() throws Exception {
        try (var peer = new Peer()) {
            peer.get(1, "/fine");
            assertThat(peer.firstStatus()).isEqualTo(200);
        }
        await().untilAsserted(() -> assertThat(server.counters().connections()).isZero());
        assertThat(memory.held()).isZero();
        server.close();
    }

    /** CVE-2023-44487: each stream is asked for and given up at once, so that the bound of streams never holds. */
    @Test
    void rapidResets() throws Exception {
        try (var peer = new Peer()) {
            peer.flood(i -> {
                peer.get(2 * i + 1, "/asked");
                peer.frame(RST_STREAM, 0, 2 * i + 1, new byte[] {0, 0, 0, 8});
            });
            peer.isSentAway();
        }
        assertThat(asked.get()).isLessThan(1_000);
    }

    /** The same by the server's hand (CVE-2025-8671): each stream is asked for, and then broken so that the server resets it. */
    @Test
    void resetsThatTheServerIsMadeToSend() throws Exception {
        try (var peer = new Peer()) {
            peer.flood(i -> {
                peer.post(2 * i + 1, "/asked");
                peer.frame(WINDOW_UPDATE, 0, 2 * i + 1, new byte[4]);
            });
            peer.isSentAway();
        }
    }

    @Test
    void pings() throws Exception {
        try (var peer = new Peer()) {
            peer.flood(i -> peer.frame(PING, 0, 0, new byte[8]));
            peer.isSentAway();
        }
    }

    @Test
    void settings() throws Exception {
        try (var peer = new Peer()) {
            peer.flood(i -> peer.frame(SETTINGS, 0, 0, new byte[0]));
            peer.isSentAway();
        }
    }

    @Test
    void headersThatNeverEnd() throws Exception {
        try (var peer = new Peer()) {
            peer.frame(HEADERS, END_STREAM, 1, head("GET", "/asked"));
            peer.flood(i -> peer.frame(CONTINUATION, 0, 1, literal("x-" + i, "y".repeat(1_000))));
            peer.isSentAway();
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void continuationsOfNothing() throws Exception {
        try (var peer = new Peer()) {
            peer.frame(HEADERS, END_STREAM, 1, head("GET", "/asked"));
            peer.flood(i -> peer.frame(CONTINUATION, 0, 1, new byte[0]));
            peer.isSentAway();
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void dataOfNothing() throws Exception {
        try (var peer = new Peer()) {
            peer.post(1, "/asked");
            peer.flood(i -> peer.frame(DATA, 0, 1, new byte[0]));
            peer.isSentAway();
        }
    }

    /** Large answers to a peer that opens its window for none of them. */
    @Test
    void windowsThatStayClosed() throws Exception {
        try (var peer = new Peer()) {
            peer.frame(SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
            for (int i = 0; i < 50; i++) {
                peer.get(2 * i + 1, "/large");
            }
            await().until(() -> memory.held() >= 10L * LARGE);
            await().until(() -> memory.held() == 0);
            assertThat(server.counters().connectionsTimedOut()).isGreaterThanOrEqualTo(50);
        }
    }

    /** Answers that never fill their stream's buffer are held by a closed window all the same, and so are events. */
    @ParameterizedTest
    @ValueSource(strings = {"/fine", "/small", "/stream"})
    void windowsThatStayClosedToLittle(String path) throws Exception {
        try (var peer = new Peer()) {
            peer.frame(SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
            for (int i = 0; i < 50; i++) {
                peer.get(2 * i + 1, path);
            }
            await().untilAsserted(() ->
                    assertThat(server.counters().connectionsTimedOut()).isGreaterThanOrEqualTo(50));
            await().until(() -> memory.held() == 0);
            assertThat(server.counters().connections())
                    .as("the connection itself goes on")
                    .isOne();
        }
    }

    /** For longer than the patience, and many times faster than it has to. */
    @ParameterizedTest
    @ValueSource(strings = {"/large", "/event"})
    void oneThatTakesItSteadilyIsNotSlow(String path) throws Exception {
        try (var peer = new Peer()) {
            peer.get(1, path);
            for (int window = 65_535; window <= 5 * 65_535; window += 65_535) {
                int taken = window;
                await().untilAsserted(() -> assertThat(peer.taken).hasValue(taken));
                TimeUnit.MILLISECONDS.sleep(500);
                peer.frame(WINDOW_UPDATE, 0, 0, new byte[] {0, 0, (byte) 0xff, (byte) 0xff});
                peer.frame(WINDOW_UPDATE, 0, 1, new byte[] {0, 0, (byte) 0xff, (byte) 0xff});
            }
            assertThat(server.counters().connectionsTimedOut()).isZero();
        }
    }

    /** One that takes a little at a time is slow as well. */
    @Test
    void windowsThatOpenByAByte() throws Exception {
        try (var peer = new Peer()) {
            peer.frame(SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
            peer.get(1, "/large");
            await().until(() -> memory.held() == LARGE);
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                if (memory.held() > 0) {
                    peer.frame(WINDOW_UPDATE, 0, 1, new byte[] {0, 0, 0, 1});
                }
                return memory.held() == 0;
            });
        }
    }

    // ---- the peer

    private static byte[] head(String method, String path) {
        var block = new ByteArrayOutputStream();
        block.write(method.equals("GET") ? 0x82 : 0x83);
        block.write(0x87);
        block.write(0x04);
        text(block, path);
        block.write(0x01);
        text(block, "localhost");
        return block.toByteArray();
    }

    /** A header that is not to be indexed. */
    private static byte[] literal(String name, String value) {
        var block = new ByteArrayOutputStream();
        block.write(0x00);
        text(block, name);
        text(block, value);
        return block.toByteArray();
    }

    private static void text(ByteArrayOutputStream block, String text) {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            for (length -= 127; length >= 128; length /= 128) {
                block.write(length % 128 | 128);
            }
            block.write(length);
        }
        block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private interface Turn {
        void run(int number) throws IOException;
    }

    /** Sends what it is told, and reads whatever comes. */
    private final class Peer implements AutoCloseable {

        private final SSLSocket socket;
        private final CompletableFuture<Integer> end = new CompletableFuture<>();
        private final AtomicInteger taken = new AtomicInteger();
        private final CompletableFuture<Integer> firstStatus = new CompletableFuture<>();

        Peer() throws Exception {
            socket = (SSLSocket) TlsTest.trusting(tls.certificate())
                    .getSocketFactory()
                    .createSocket(
                            InetAddress.getLoopbackAddress(),
                            server.address("https").getPort());
            var parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            frame(SETTINGS, 0, 0, new byte[0]);
            Thread.startVirtualThread(this::read);
        }

        /** Until the server ends the connection; the code of its GOAWAY, or -1. */
        private void read() {
            int code = -1;
            try {
                var in = new DataInputStream(socket.getInputStream());
                while (true) {
                    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                    int type = in.readUnsignedByte();
                    var _ = in.readUnsignedByte();
                    var _ = in.readInt();
                    var payload = in.readNBytes(length);
                    if (type == GOAWAY && code == -1) {
                        code = ByteBuffer.wrap(payload).getInt(4);
                    } else if (type == DATA) {
                        taken.addAndGet(length);
                    } else if (type == HEADERS && (payload[0] & 0x80) != 0) {
                        firstStatus.complete((payload[0] & 0x7f) == 8 ? 200 : 0);
                    }
                }
            } catch (EOFException | SocketException over) {
                end.complete(code);
            } catch (IOException broken) {
                end.complete(code);
            }
        }

        synchronized void frame(int type, int flags, int stream, byte[] payload) throws IOException {
            var frame = ByteBuffer.allocate(9 + payload.length);
            frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
            frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
            socket.getOutputStream().write(frame.array());
        }

        void get(int stream, String path) throws IOException {
            frame(HEADERS, END_STREAM | END_HEADERS, stream, head("GET", path));
        }

        /** Without its body. */
        void post(int stream, String path) throws IOException {
            frame(HEADERS, END_HEADERS, stream, head("POST", path));
        }

        /** Ten thousand times, or until the server has closed. */
        void flood(Turn turn) {
            try {
                for (int i = 1; i <= 10_000 && !end.isDone(); i++) {
                    turn.run(i);
                }
            } catch (IOException closed) {
                // As it should be.
            }
        }

        int firstStatus() throws Exception {
            return firstStatus.get(10, TimeUnit.SECONDS);
        }

        /** The connection ends by the server's hand: with its reason, unless that was lost with the reset. */
        void isSentAway() throws Exception {
            assertThat(end.get(10, TimeUnit.SECONDS)).isIn(ENHANCE_YOUR_CALM, -1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
