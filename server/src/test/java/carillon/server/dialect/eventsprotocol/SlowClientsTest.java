package carillon.server.dialect.eventsprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.sdk.event.Json;
import carillon.server.socketio.RecordingWebSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Socket.IO clients that take less than they are sent: they go, release everything, and miss nothing when they return. */
class SlowClientsTest {

    /** Whoever takes not even a close frame is dropped after ten seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private HubServer server;

    @BeforeEach
    void start(@TempDir Path data) {
        server = new HubServer(data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String connect() {
        return "40{\"token\":\"" + server.token + "\",\"subscribe\":\"big.*.*\"}";
    }

    /** Publishes 500 KB after 500 KB until nobody is connected; how many. */
    private int publishUntilAllAreGone() {
        var published = new int[1];
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
            if (server.subscriptions() > 0) {
                publish(published[0]++);
            }
            return server.sockets.sessions() == 0 && server.subscriptions() == 0;
        });
        return published[0];
    }

    private void publish(int key) {
        var stored = server.event(
                "event:publish",
                "{\"type\":\"big\",\"action\":\"a\",\"key\":\"" + key + "\",\"object\":\"" + "x".repeat(500_000)
                        + "\"}");
        assertThat(stored.get("name").asString()).isEqualTo("event:publish:response");
    }

    @Test
    @DisplayName("by WebSocket: one that reads nothing")
    void webSocket() throws IOException {
        try (var mute = new Socket()) {
            mute.setReceiveBufferSize(8_192);
            mute.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            mute.getOutputStream().write(upgrade(""));
            mute.getOutputStream().write(frame(connect()));
            await().until(() -> server.subscriptions() == 1);
            publishUntilAllAreGone();
        }
    }

    @Test
    @DisplayName("by polling, then WebSocket: one that reads nothing is bounded by the outbox of a WebSocket")
    void upgraded() throws IOException {
        var path = "/socket.io/?EIO=4&transport=polling";
        var open = server.send("GET", path, "", false).body();
        var sid = Json.parse(open.substring(1)).tree().get("sid").asString();
        server.send("POST", path + "&sid=" + sid, connect(), false);
        server.send("GET", path + "&sid=" + sid, "", false);
        await().until(() -> server.subscriptions() == 1);
        try (var mute = new Socket()) {
            mute.setReceiveBufferSize(8_192);
            mute.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            mute.getOutputStream().write(upgrade("&sid=" + sid));
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) mute.getInputStream().read());
            }
            assertThat(head).startsWith("HTTP/1.1 101");
            mute.getOutputStream().write(frame("2probe"));
            mute.getOutputStream().write(frame("5"));
            await().until(() ->
                    server.send("GET", path + "&sid=" + sid, "", false).statusCode() == 400);
            for (int i = 0; i < 60; i++) {
                publish(i);
            }
            // What was beyond the outbox is not kept for it: of 30 MB the buffers of the system and the outbox are
            // left.
            assertThat(readAll(mute)).isLessThan(15_000_000);
        }
    }

    private static long readAll(Socket socket) throws IOException {
        socket.setSoTimeout(1_000);
        long read = 0;
        try {
            var input = socket.getInputStream();
            var buffer = new byte[65_536];
            for (int n = input.read(buffer); n > 0; n = input.read(buffer)) {
                read += n;
            }
        } catch (SocketTimeoutException nothingMore) {
            return read;
        }
        return read;
    }

    /** A masked text frame of at most medium length; a masking key of zeros leaves the text as it is. */
    private static byte[] frame(String text) {
        var payload = text.getBytes(StandardCharsets.US_ASCII);
        boolean small = payload.length < 126;
        var frame = ByteBuffer.allocate((small ? 6 : 8) + payload.length).put((byte) 0x81);
        if (small) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        return frame.putInt(0).put(payload).array();
    }

    private static byte[] upgrade(String query) {
        return """
                GET /socket.io/?EIO=4&transport=websocket%s HTTP/1.1
                Host: hub
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==

                """.formatted(query).replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    @DisplayName("by polling: one that does not poll; with its private id it gets all of it later")
    void polling() {
        var path = "/socket.io/?EIO=4&transport=polling";
        var open = server.send("GET", path, "", false).body();
        path += "&sid=" + Json.parse(open.substring(1)).tree().get("sid").asString();
        server.send("POST", path, connect(), false);
        var connected = server.send("GET", path, "", false).body();
        await().until(() -> server.subscriptions() == 1);
        int published = publishUntilAllAreGone();
        assertThat(published).isGreaterThan(10);
        assertThat(server.send("GET", path, "", false).statusCode()).isEqualTo(400);

        var pid = Json.parse(connected.substring(2)).tree().get("pid").asString();
        try (var back = RecordingWebSocket.open(server.uri("ws", "/socket.io/?EIO=4&transport=websocket"))) {
            back.next();
            back.send("40{\"token\":\"" + server.token + "\",\"pid\":\"" + pid + "\"}");
            assertThat(back.next()).startsWith("40{").contains(pid);
            for (int i = 0; i < published; i++) {
                assertThat(back.next()).contains("\"key\":\"" + i + "\"");
            }
        }
    }
}
