package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import carillon.sdk.event.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The nginx block that the page for Meshery prints, in a real nginx before a whole demo server. Skipped where nginx is not installed:
 * installing the package may start a server on port 80, which no test should do to your machine.
 */
class NginxTest {

    private static final String PAGE = "docs/start/from-meshery.md";
    private static final String EVENTS = "/api/events";
    private static final String SUBSCRIBE = "/api/system/events/subscribe";
    private static final String GRAPHQL = "/api/system/graphql/query";

    /** The server tells proxies not to buffer, so a block that does has to ignore that too. */
    private static final String BUFFERED = "proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;";

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static TestServer server;

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static Path program;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start(@TempDir Path data) {
        var found = Nginx.installed();
        assumeThat(found)
                .as(
                        "SKIPPED: nginx is not installed. Install it (apt-get install -y nginx-light) or name it in CARILLON_NGINX.")
                .isPresent();
        program = found.orElseThrow();
        server = new TestServer(data, Map.of());
    }

    @AfterAll
    @SuppressWarnings("NullAway") // null where nginx is not installed
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** The block of the page, with the address of this server. */
    private static String block() throws IOException {
        var blocks = PageCommands.marked(PAGE, "nginx");
        assertThat(blocks).hasSize(1);
        return PageCommands.at(server, blocks.getFirst().text());
    }

    @Test
    @DisplayName("events are posted and listed, by browsers as well; everything else stays where it was")
    void requests(@TempDir Path directory) throws Exception {
        try (var nginx = Nginx.start(program, directory, block())) {
            assertThat(post(nginx, "by a program").statusCode()).isEqualTo(201);
            // What a browser sends from a page of the proxy's own address.
            var page = nginx.base().toString();
            var byPage = send(
                    nginx, EVENTS, builder -> builder.header("Origin", page).POST(event("by a page")));
            assertThat(byPage.statusCode()).isEqualTo(201);
            var foreign = send(
                    nginx,
                    EVENTS,
                    builder -> builder.header("Origin", "https://evil.example").POST(event("by another")));
            assertThat(foreign.statusCode()).isEqualTo(403);
            assertThat(get(nginx, "/api/system/events?page=0&pagesize=10").body())
                    .contains("by a program", "by a page")
                    .doesNotContain("by another");
            assertThat(get(nginx, "/api/user/prefs/notifications").statusCode()).isEqualTo(200);
            assertThat(get(nginx, "/api/user/prefs").statusCode()).isEqualTo(418);
            assertThat(get(nginx, "/v1/events").statusCode()).isEqualTo(418);
        }
    }

    @Test
    @DisplayName("an event arrives on the event stream within a second")
    void stream(@TempDir Path directory) throws Exception {
        try (var nginx = Nginx.start(program, directory, block());
                var stream = Lines.open(nginx.base().resolve(SUBSCRIBE))) {
            assertThat(stream.opened()).succeedsWithin(Duration.ofSeconds(20));
            // On a busy machine one of them may be late for other reasons.
            boolean soon = false;
            for (int i = 0; i < 5 && !soon; i++) {
                var description = "live " + i;
                long posted = System.nanoTime();
                assertThat(post(nginx, description).statusCode()).isEqualTo(201);
                stream.until(description, Duration.ofSeconds(20));
                soon = System.nanoTime() - posted < TimeUnit.SECONDS.toNanos(1);
            }
            assertThat(soon).isTrue();
        }
    }

    @Test
    @DisplayName("GraphQL subscriptions work over the WebSocket")
    void graphQl(@TempDir Path directory) throws Exception {
        try (var nginx = Nginx.start(program, directory, block());
                var socket = Socket.open(nginx.base())) {
            socket.subscribe();
            int posts = 0;
            // A subscription has no acknowledgement: an event before it is not seen.
            while (!socket.saw("by socket")) {
                assertThat(post(nginx, "by socket").statusCode()).isEqualTo(201);
                assertThat(++posts).isLessThan(200);
            }
        }
    }

    @Test
    @DisplayName("these tests notice a block that buffers, and one that does not pass Upgrade on")
    void control(@TempDir Path one, @TempDir Path two) throws Exception {
        try (var nginx = Nginx.start(program, one, block().replace("proxy_buffering off;", BUFFERED));
                var stream = Lines.open(nginx.base().resolve(SUBSCRIBE))) {
            assertThat(stream.opened()
                            .completeOnTimeout(false, 2, TimeUnit.SECONDS)
                            .join())
                    .as("even the head of the answer is kept back")
                    .isFalse();
        }
        try (var nginx =
                Nginx.start(program, two, block().replaceAll("proxy_set_header (Upgrade|Connection) .*", ""))) {
            assertThatThrownBy(() -> Socket.open(nginx.base())).hasCauseInstanceOf(WebSocketHandshakeException.class);
        }
    }

    private interface Sent {
        void to(HttpRequest.Builder builder);
    }

    private static HttpResponse<String> send(Nginx nginx, String path, Sent sent)
            throws IOException, InterruptedException {
        var builder = HttpRequest.newBuilder(nginx.base().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json");
        sent.to(builder);
        return CLIENT.send(builder.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(Nginx nginx, String description) throws IOException, InterruptedException {
        return send(nginx, EVENTS, builder -> builder.POST(event(description)));
    }

    private static HttpResponse<String> get(Nginx nginx, String path) throws IOException, InterruptedException {
        return send(nginx, path, HttpRequest.Builder::GET);
    }

    private static HttpRequest.BodyPublisher event(String description) {
        return HttpRequest.BodyPublishers.ofString(
                "{\"category\":\"connection\",\"action\":\"ping\",\"severity\":\"warning\",\"description\":\""
                        + description + "\"}");
    }

    /** The lines of an event stream as they come. */
    private record Lines(HttpClient client, BlockingQueue<String> lines, CompletableFuture<Boolean> opened)
            implements AutoCloseable {

        static Lines open(URI address) {
            // A client of its own: ending it ends the stream, whose answer may never begin if the proxy keeps it back.
            var client = HttpClient.newHttpClient();
            var lines = new LinkedBlockingQueue<String>();
            var request = HttpRequest.newBuilder(address)
                    .header("Accept", "text/event-stream")
                    .build();
            var opened = client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                    .thenApply(response -> {
                        Thread.startVirtualThread(() -> read(response, lines));
                        return true;
                    });
            return new Lines(client, lines, opened);
        }

        private static void read(HttpResponse<java.io.InputStream> response, BlockingQueue<String> lines) {
            try (var reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            } catch (IOException ended) {
                lines.add("ended: " + ended.getMessage());
            }
        }

        boolean sees(String part, Duration within) throws InterruptedException {
            long until = System.nanoTime() + within.toNanos();
            @Nullable String line;
            do {
                line = lines.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            } while (line != null && !line.contains(part));
            return line != null;
        }

        void until(String part, Duration within) throws InterruptedException {
            assertThat(sees(part, within)).as("%s arrived", part).isTrue();
        }

        @Override
        public void close() {
            client.shutdownNow();
        }
    }

    /** A GraphQL WebSocket that has introduced itself. */
    private static final class Socket implements WebSocket.Listener, AutoCloseable {

        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();

        @SuppressWarnings("NullAway.Init") // set when it is open
        private WebSocket connection;

        static Socket open(URI base) throws Exception {
            var socket = new Socket();
            var address = URI.create(base.toString().replace("http", "ws") + GRAPHQL);
            socket.connection = CLIENT.newWebSocketBuilder()
                    .subprotocols("graphql-transport-ws")
                    .buildAsync(address, socket)
                    .get(20, TimeUnit.SECONDS);
            assertThat(socket.connection.getSubprotocol()).isEqualTo("graphql-transport-ws");
            socket.connection.sendText("{\"type\":\"connection_init\"}", true).join();
            assertThat(socket.messages.poll(20, TimeUnit.SECONDS)).contains("connection_ack");
            return socket;
        }

        void subscribe() {
            var message = Json.mapper().createObjectNode().put("id", "1").put("type", "subscribe");
            message.putObject("payload").put("query", "subscription { subscribeEvents { description } }");
            connection.sendText(message.toString(), true).join();
        }

        boolean saw(String part) throws InterruptedException {
            var message = messages.poll(100, TimeUnit.MILLISECONDS);
            return message != null && message.contains(part);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                messages.add(partial.toString());
                partial.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void close() {
            connection.abort();
        }
    }
}
