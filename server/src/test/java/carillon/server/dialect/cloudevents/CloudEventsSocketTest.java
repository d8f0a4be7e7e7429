package carillon.server.dialect.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.sdk.event.Json;
import carillon.server.app.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** CloudEvents by WebSocket, with the client of the JDK. The names carry the numbers of the rules. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudEventsSocketTest {

    private static final String LOGIN = "Basic "
            + Base64.getEncoder().encodeToString("rocketskates:r0cketsk8ts".getBytes(StandardCharsets.US_ASCII));

    private final HttpClient http = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init") // set before all tests
    private TestServer server;

    @BeforeAll
    void start(@TempDir Path data) {
        server = new TestServer(data, Map.of());
    }

    @AfterAll
    void stop() {
        http.shutdownNow();
        server.close();
    }

    /** One socket: what came, and its close code. */
    private static final class Client implements WebSocket.Listener, AutoCloseable {

        final BlockingQueue<JsonNode> came = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder part = new StringBuilder();

        @Nullable
        WebSocket socket;

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            part.append(text);
            if (last) {
                came.add(Json.parse(part.toString()).tree());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        JsonNode next() throws InterruptedException {
            return Objects.requireNonNull(came.poll(10, TimeUnit.SECONDS), "nothing came");
        }

        void send(String text) {
            Objects.requireNonNull(socket).sendText(text, true).join();
        }

        void sendBinary() {
            Objects.requireNonNull(socket)
                    .sendBinary(ByteBuffer.wrap(new byte[] {1}), true)
                    .join();
        }

        @Override
        public void close() {
            Objects.requireNonNull(socket).abort();
        }
    }

    private Client open(String query) throws Exception {
        return open(query, "other", "cloudevents.json");
    }

    private Client open(String query, String first, String... more) throws Exception {
        var client = new Client();
        client.socket = http.newWebSocketBuilder()
                .header("authorization", LOGIN)
                .subprotocols(first, more)
                .buildAsync(uri("ws", query), client)
                .get(10, TimeUnit.SECONDS);
        return client;
    }

    private URI uri(String scheme, String query) {
        return URI.create(scheme + "://" + server.base().getAuthority() + "/cloudevents" + query);
    }

    private static String event(String id, String type) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"urn:" + type + "\",\"type\":\"" + type
                + ".made\",\"data\":{\"n\": 1.10}}";
    }

    private static String fresh() {
        return "t" + UUID.randomUUID();
    }

    @Test
    @DisplayName("C40: cloudevents.json is picked; without it the upgrade is refused with 400 that names it")
    void c40Subprotocol() throws Exception {
        try (var client = open("")) {
            assertThat(Objects.requireNonNull(client.socket).getSubprotocol()).isEqualTo("cloudevents.json");
        }
        assertThatThrownBy(() -> open("", "cloudevents.avro"))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .satisfies(
                        thrown -> assertThat(((WebSocketHandshakeException) Objects.requireNonNull(thrown.getCause()))
                                        .getResponse()
                                        .statusCode())
                                .isEqualTo(400));
        var plain = HttpRequest.newBuilder(uri("http", "")).header("authorization", LOGIN);
        var answer = http.send(plain.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("cloudevents.json");
    }

    @Test
    @DisplayName(
            "C41, C42: what one socket publishes reaches those that subscribed to it, and no others; data as it came")
    void c41Subscribes() throws Exception {
        var type = fresh();
        try (var reader = open("?since=0&spec=" + type + ".*.*&spec=none.*.*");
                var other = open("?spec=" + type + "x.*.*");
                var publisher = open("?acks=true")) {
            publisher.send(event("1", type));
            var stored = publisher.next();
            assertThat(stored.get("type").asString()).isEqualTo("carillon.event.stored");
            assertThat(stored.get("subject").asString()).isEqualTo("1");
            var event = reader.next();
            assertThat(event.get("id").asString()).isEqualTo("1");
            assertThat(event.get("data").toString()).isEqualTo("{\"n\":1.10}");
            assertThat(Long.parseLong(event.get("sequence").asString()))
                    .isEqualTo(stored.get("data").get("sequence").asLong());
            // The publisher's next answer is its own, and not the event.
            publisher.send(event("2", type));
            assertThat(publisher.next().get("subject").asString()).isEqualTo("2");
            assertThat(other.came).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?spec=x", "?spec=a.*.*&since=x", "?acks=perhaps"})
    @DisplayName("C41: a wrong spec or position is refused before the upgrade")
    void c41Wrong(String query) {
        assertThatThrownBy(() -> open(query)).hasCauseInstanceOf(WebSocketHandshakeException.class);
    }

    @Test
    @DisplayName("C44: a reader that comes back with its last sequence gets the rest, once")
    void c44Resumes() throws Exception {
        var type = fresh();
        try (var publisher = open("?acks=true")) {
            for (int i = 0; i < 4; i++) {
                publisher.send(event(Integer.toString(i), type));
                assertThat(publisher.next().get("type").asString()).isEqualTo("carillon.event.stored");
            }
        }
        String last;
        try (var reader = open("?since=0&spec=" + type + ".*.*")) {
            assertThat(reader.next().get("id").asString()).isEqualTo("0");
            last = reader.next().get("sequence").asString();
        }
        try (var reader = open("?since=" + last + "&spec=" + type + ".*.*")) {
            assertThat(reader.next().get("id").asString()).isEqualTo("2");
            assertThat(reader.next().get("id").asString()).isEqualTo("3");
        }
        try (var reader = open("?since=1@another&spec=" + type + ".*.*")) {
            assertThat(reader.next().get("type").asString()).isEqualTo("carillon.stream.gap");
        }
    }

    @Test
    @DisplayName("C42: without acks a refused event is told all the same, and closes nothing")
    void c42Refused() throws Exception {
        try (var client = open("")) {
            client.send(event("long", "t").replace("t.made", "t".repeat(2_000)));
            var refused = client.next();
            assertThat(refused.get("type").asString()).isEqualTo("carillon.event.refused");
            assertThat(refused.get("subject").asString()).isEqualTo("long");
            assertThat(refused.get("data").get("code").asString()).isEqualTo("invalid-event");
            assertThat(client.closed).isNotDone();
        }
    }

    @Test
    @DisplayName(
            "C43: what is no event is refused; three in a row close with 1007, others between them do not count on")
    void c43Malformed() throws Exception {
        try (var client = open("?acks=true")) {
            for (int i = 0; i < 2; i++) {
                client.send("{");
                client.sendBinary();
                for (int answers = 0; answers < 2; answers++) {
                    assertThat(client.next().get("type").asString()).isEqualTo("carillon.event.refused");
                }
                client.send(event("between" + i, "t"));
                assertThat(client.next().get("type").asString()).isEqualTo("carillon.event.stored");
            }
            for (int i = 0; i < 3; i++) {
                client.send("[]");
            }
            assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1007);
        }
    }
}
