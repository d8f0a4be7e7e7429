package carillon.server.dialect.meshery;

import static carillon.server.dialect.meshery.MesheryServer.GIVEN;
import static carillon.server.dialect.meshery.MesheryServer.U1;
import static carillon.server.dialect.meshery.MesheryServer.U2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.server.http.OpenStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items 71 to 79 and 85 to 87: server-sent events. */
class LiveTest {

    private static final String SUBSCRIBE = "/api/system/events/subscribe";

    @TempDir
    Path directory;

    private MesheryServer server;

    @BeforeEach
    void start() {
        server = MesheryServer.start(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    @DisplayName("meshery 71: the head comes before any event")
    void item71_head() throws Exception {
        for (var path : List.of(SUBSCRIBE, "/api/events")) {
            try (var stream = SseClient.open(server, U1, path)) {
                var headers = stream.response.headers();
                assertThat(stream.response.statusCode()).isEqualTo(200);
                assertThat(headers.firstValue("content-type").orElse("")).startsWith("text/event-stream");
                assertThat(headers.allValues("cache-control")).containsExactly("no-cache");
                assertThat(headers.allValues("connection")).containsExactly("keep-alive");
                assertThat(headers.firstValue("x-accel-buffering")).contains("no");
            }
        }
    }

    @Test
    @DisplayName("meshery 72: an event is one unnamed message with the JSON of the reply")
    void item72_message() throws Exception {
        try (var stream = SseClient.open(server, U1, SUBSCRIBE)) {
            var answer = server.post(
                    U1,
                    "{\"category\":\"a\",\"action\":\"b\",\"severity\":\"error\",\n\"metadata\":{\"x\":\n[1,\"\\n\"]}}");
            assertThat(stream.nextLine()).isEqualTo("id: " + answer.text("id"));
            var data = stream.nextLine();
            assertThat(data).startsWith("data: ");
            assertThat(Json.parse(data.substring(6)).tree()).isEqualTo(answer.body());
        }
    }

    @Test
    @Tag("full")
    @DisplayName("meshery 73: a comment comes within 16 s of silence")
    void item73_keepalive() throws Exception {
        try (var stream = SseClient.open(server, U1, SUBSCRIBE)) {
            assertThat(stream.nextLine()).isEqualTo(": keepalive");
        }
    }

    @Test
    @DisplayName("meshery 73: streams are opened with a heartbeat of 15 s")
    void item73_limits() {
        assertThat(LiveStreams.KEEPALIVE).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    @DisplayName("meshery 74: all streams of the user get the event, nobody else's")
    void item74_users() throws Exception {
        try (var first = SseClient.open(server, U1, SUBSCRIBE);
                var second = SseClient.open(server, U1, SUBSCRIBE);
                var other = SseClient.open(server, U2, SUBSCRIBE)) {
            var id = server.post(U1, "a", "b", "error");
            assertThat(first.nextId()).isEqualTo(id);
            assertThat(second.nextId()).isEqualTo(id);
            var theirs = server.post(U2, "a", "b", "error");
            assertThat(other.nextId()).isEqualTo(theirs);
        }
    }

    @Test
    @DisplayName("meshery 75: order is kept and nothing is missing")
    void item75_order() throws Exception {
        try (var stream = SseClient.open(server, U1, SUBSCRIBE)) {
            for (var id : server.postMany(U1, 10)) {
                assertThat(stream.nextId()).isEqualTo(id);
            }
        }
    }

    @Test
    @DisplayName("meshery 76: a client that never reads holds nobody up")
    void item76_slowReader() throws Exception {
        try (var socket = new Socket(
                        java.net.InetAddress.getLoopbackAddress(),
                        server.http.address("http").getPort());
                var reader = SseClient.open(server, U1, SUBSCRIBE)) {
            socket.setReceiveBufferSize(4_096);
            socket.getOutputStream()
                    .write(("GET " + SUBSCRIBE + " HTTP/1.1\r\nHost: x\r\nX-Meshery-User: " + U1 + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var ids = server.postMany(U1, 1_000);
            for (var id : ids) {
                assertThat(reader.nextId()).isEqualTo(id);
            }
        }
    }

    @Test
    @DisplayName("meshery 77 and 87: a stream that ends leaves no subscription behind, however it ends")
    void item77_unsubscribed() throws Exception {
        long before = server.hub.counters().subscriptions.sum();
        var stream = SseClient.open(server, U1, SUBSCRIBE);
        await().until(() -> server.hub.counters().subscriptions.sum() == before + 1);
        stream.close();
        stream.close();
        await().until(() -> server.hub.counters().subscriptions.sum() == before);
    }

    @Test
    @DisplayName("meshery 78: a stream that comes back gets what it missed, once")
    void item78_replay() throws Exception {
        var ids = server.postMany(U1, 4);
        server.post(U2, "a", "b", "error");
        server.call(U1, "DELETE", "/api/events/" + ids.get(2), "");
        try (var stream = SseClient.open(server, U1, SUBSCRIBE, "Last-Event-ID", ids.get(0))) {
            assertThat(stream.nextId()).isEqualTo(ids.get(1));
            assertThat(stream.nextId()).isEqualTo(ids.get(3));
            var live = server.post(U1, "a", "b", "error");
            assertThat(stream.nextId()).isEqualTo(live);
        }
        try (var stream = SseClient.open(server, U1, SUBSCRIBE + "?lastEventId=" + ids.get(1))) {
            assertThat(stream.nextId()).isEqualTo(ids.get(3));
        }
        // Deleted since it was shown: what followed it is missing all the same.
        try (var stream = SseClient.open(server, U1, SUBSCRIBE, "Last-Event-ID", ids.get(2))) {
            assertThat(stream.nextId()).isEqualTo(ids.get(3));
        }
        try (var stream = SseClient.open(server, U1, SUBSCRIBE, "Last-Event-ID", "unknown")) {
            var live = server.post(U1, "a", "b", "error");
            assertThat(stream.nextId()).isEqualTo(live);
        }
    }

    @Test
    @DisplayName("issue 16: what streams that nobody reads have missed is held in the memory budget, and given back")
    void resumeUnread() throws Exception {
        var first = server.post(U1, "a", "b", "error");
        for (int i = 0; i < 30; i++) {
            server.call(
                    U1,
                    "POST",
                    "/api/events",
                    "{\"category\":\"a\",\"action\":\"b\",\"severity\":\"error\",\"metadata\":{\"x\":\""
                            + "y".repeat(250_000) + "\"}}");
        }
        var memory = server.hub.memory();
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 40; i++) {
                var socket = new Socket();
                sockets.add(socket);
                socket.setReceiveBufferSize(4_096);
                socket.connect(server.http.address("http"));
                socket.getOutputStream()
                        .write(("GET " + SUBSCRIBE + "?lastEventId=" + first
                                        + " HTTP/1.1\r\nHost: x\r\nX-Meshery-User: " + U1 + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
            await().until(() -> memory.held() > EventLists.MOST_BYTES);
            assertThat(memory.held()).isLessThanOrEqualTo(memory.most());
            server.post(U1, "a", "b", "error");
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
        await().until(() -> memory.held() == 0);
    }

    @Test
    @DisplayName("issue 16: what a stream has missed is handed over in pieces, as its client takes it")
    void resumeInPieces() throws Exception {
        var first = server.post(U1, "a", "b", "error");
        for (int i = 0; i < 30; i++) {
            server.call(
                    U1,
                    "POST",
                    "/api/events",
                    "{\"category\":\"a\",\"action\":\"b\",\"severity\":\"error\",\"metadata\":{\"x\":\""
                            + "y".repeat(250_000) + "\"}}");
        }
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(server.http.address("http"));
            socket.getOutputStream()
                    .write(("GET " + SUBSCRIBE + "?lastEventId=" + first + " HTTP/1.1\r\nHost: x\r\nX-Meshery-User: "
                                    + U1 + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(10_000);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            var line = line(in);
            while (!line.startsWith("id: ")) {
                line = line(in);
            }
            assertThat(server.hub.memory().held()).isEqualTo(EventLists.MOST_BYTES);
            assertThat(waiting()).isLessThan(1 << 20);
            // The client takes all of it, and then what is new.
            var live = server.post(U1, "a", "b", "error");
            int events = 0;
            for (; !line.equals("id: " + live); line = line(in)) {
                events += line.startsWith("id: ") ? 1 : 0;
            }
            assertThat(events).isBetween(20, 30);
            await().until(() -> server.hub.memory().held() == 0);
        }
    }

    private static String line(BufferedReader in) throws IOException {
        return Objects.requireNonNull(in.readLine(), "the stream ended");
    }

    private long waiting() {
        return server.http.streams().stream()
                .mapToLong(OpenStream::waitingBytes)
                .sum();
    }

    @Test
    @DisplayName("meshery 79: nobody in particular gets no stream")
    void item79_unauthorized() {
        var answer = server.get("", SUBSCRIBE);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("error")).isEqualTo("user unauthorized");
    }

    @Test
    @DisplayName("meshery 85: events of everyone reach everyone")
    void item85_global() throws Exception {
        try (var one = SseClient.open(server, U1, SUBSCRIBE);
                var two = SseClient.open(server, U2, SUBSCRIBE + "?wireCase=camel")) {
            server.publish(Event.about("pattern", "deploy", GIVEN).build());
            assertThat(one.nextData().get("acted_upon").asString()).isEqualTo(GIVEN);
            assertThat(two.nextData().get("actedUpon").asString()).isEqualTo(GIVEN);
        }
    }

    @Test
    @DisplayName("meshery 86: a stream and a socket of one user get the same event")
    void item86_bothTransports() throws Exception {
        try (var stream = SseClient.open(server, U1, SUBSCRIBE);
                var socket = GraphQlClient.open(server, U1, "graphql-transport-ws")) {
            socket.send("{\"type\":\"connection_init\"}");
            assertThat(socket.next().get("type").asString()).isEqualTo("connection_ack");
            long before = server.hub.counters().subscriptions.sum();
            socket.send(
                    "{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{\"query\":\"subscription { subscribeEvents { id } }\"}}");
            await().until(() -> server.hub.counters().subscriptions.sum() > before);
            var id = server.post(U1, "a", "b", "error");
            assertThat(stream.nextId()).isEqualTo(id);
            assertThat(socket.next().at("/payload/data/subscribeEvents/id").asString())
                    .isEqualTo(id);
        }
    }
}
