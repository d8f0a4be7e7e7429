package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.server.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one principal may have the hub hold is bounded over all dialects, and each says so in its own way. */
class SubscriptionRefusalsTest {

    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("rocketskates:r0cketsk8ts".getBytes(StandardCharsets.UTF_8));
    private static final String ENVELOPE = "{\"name\":\"event:subscribe\",\"version\":1,\"id\":\"1\",\"flowId\":\"f\","
            + "\"payload\":{\"spec\":\"a.b.c\"},\"identity\":{},\"auth\":{},\"metadata\":{}}";

    @TempDir
    static Path data;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static TestServer server;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        server = new TestServer(data, Map.of(Settings.MAX_SUBSCRIPTIONS_EACH.key(), "1"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void eachDialectSaysSoAndWhatEndedIsFreeAgain() throws Exception {
        for (int round = 0; round < 2; round++) {
            try (var first = get("/v1/stream?spec=a.*.*").body()) {
                assertThat(first.read()).isPositive();
                var refused = get("/v1/stream?spec=b.*.*");
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(text(refused)).contains("too-many-subscriptions", "at most 1 subscriptions");
                assertThat(drp()).contains("at most 1 subscriptions");
                assertThat(eventsProtocol()).contains("TOO_MANY_SUBSCRIPTIONS");
                assertThat(socketIo()).startsWith("44{").contains("TOO_MANY_SUBSCRIPTIONS");
            }
            await().until(() -> get("/v1/stream?spec=a.*.*"), answer -> {
                boolean open = answer.statusCode() == 200;
                closed(answer);
                return open;
            });
            await().until(() -> server.server().hub().counters().subscriptions.sum() == 0);
        }
    }

    /** Callers without credentials share a name, and so a bound. */
    @Test
    void meshery() throws Exception {
        try (var first = anonymous("/api/system/events/subscribe").body()) {
            assertThat(first).isNotNull();
            var refused = await().until(() -> anonymous("/api/system/events/subscribe"), answer -> {
                boolean turnedAway = answer.statusCode() == 429;
                if (!turnedAway) {
                    closed(answer);
                }
                return turnedAway;
            });
            assertThat(text(refused)).contains("at most 1 subscriptions");
            var socket = new Texts();
            http.newWebSocketBuilder()
                    .subprotocols("graphql-transport-ws")
                    .buildAsync(ws("/api/system/graphql/query"), socket)
                    .join();
            socket.send("{\"type\":\"connection_init\"}");
            assertThat(socket.next()).contains("connection_ack");
            socket.send("{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":"
                    + "\"subscription { event: subscribeEvents { id } }\"}}");
            assertThat(socket.next()).contains("error", "at most 1 subscriptions");
        }
    }

    private String drp() throws InterruptedException {
        var socket = socket("/api/v3/ws");
        socket.send("register a.b.c");
        return socket.next();
    }

    private String eventsProtocol() throws InterruptedException {
        var socket = socket("/events/ws");
        socket.send(ENVELOPE);
        return socket.next();
    }

    private String socketIo() throws InterruptedException {
        var socket = socket("/socket.io/?EIO=4&transport=websocket");
        assertThat(socket.next()).startsWith("0{");
        socket.send("40{\"subscribe\":\"a.b.c\"}");
        return socket.next();
    }

    private Texts socket(String path) {
        var texts = new Texts();
        http.newWebSocketBuilder()
                .header("authorization", BASIC)
                .buildAsync(ws(path), texts)
                .join();
        return texts;
    }

    private static URI ws(String path) {
        return URI.create(server.base().toString().replace("http:", "ws:") + path);
    }

    private HttpResponse<InputStream> get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.base() + path)).header("authorization", BASIC);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private HttpResponse<InputStream> anonymous(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.base() + path));
        return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private static String text(HttpResponse<InputStream> answer) throws IOException {
        try (var body = answer.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void closed(HttpResponse<InputStream> answer) {
        try {
            answer.body().close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Keeps the texts that came. */
    private static final class Texts implements WebSocket.Listener {

        private final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<WebSocket> opened = new LinkedBlockingQueue<>();

        void send(String text) throws InterruptedException {
            var socket = opened.take();
            opened.add(socket);
            socket.sendText(text, true).join();
        }

        String next() throws InterruptedException {
            var text = texts.poll(10, TimeUnit.SECONDS);
            return text == null ? "nothing came" : text;
        }

        @Override
        public void onOpen(WebSocket socket) {
            opened.add(socket);
            socket.request(1);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            texts.add(data.toString());
            socket.request(1);
            return null;
        }
    }
}
