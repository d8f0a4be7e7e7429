package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One WebSocket of a stock client, which remembers everything that it was sent. */
final class Session implements WebSocket.Listener, AutoCloseable {

    private static final int PATIENCE_SECONDS = 10;

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final boolean reads;
    private @Nullable WebSocket socket;

    private Session(boolean reads) {
        this.reads = reads;
    }

    static Session open(String uri) {
        return open(uri, builder -> builder);
    }

    static Session open(String uri, UnaryOperator<WebSocket.Builder> with) {
        return open(uri, with, true);
    }

    /** A peer that never takes anything. */
    static Session deaf(String uri) {
        return open(uri, builder -> builder, false);
    }

    private static Session open(String uri, UnaryOperator<WebSocket.Builder> with, boolean reads) {
        var session = new Session(reads);
        var builder = with.apply(
                HttpClient.newBuilder().sslContext(Trusting.context()).build().newWebSocketBuilder());
        session.socket = builder.buildAsync(URI.create(uri), session).join();
        return session;
    }

    /** The status that an upgrade was refused with. */
    static int refused(String uri, UnaryOperator<WebSocket.Builder> with) {
        try (var session = open(uri, with)) {
            throw new AssertionError("the upgrade was not refused: " + session.socket());
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof WebSocketHandshakeException handshake) {
                return handshake.getResponse().statusCode();
            }
            throw failed;
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reads) {
            opened.request(1);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            messages.add(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer payload) {
        pongs.add(StandardCharsets.UTF_8.decode(payload).toString());
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(1006);
    }

    WebSocket socket() {
        var opened = socket;
        if (opened == null) {
            throw new IllegalStateException("not open");
        }
        return opened;
    }

    Session send(String text) {
        socket().sendText(text, true).join();
        return this;
    }

    /** Registers and takes the answer. */
    Session register(String... specs) {
        for (var spec : specs) {
            send("register " + spec);
            assertThat(answer()).isEqualTo("register " + spec);
        }
        return this;
    }

    Session deregister(String spec) {
        send("deregister " + spec);
        assertThat(answer()).isEqualTo("deregister " + spec);
        return this;
    }

    /** The next message, which must be an answer: its action and key. */
    String answer() {
        var message = next();
        assertThat(message.path("Type").stringValue()).as("%s", message).isEqualTo("websocket");
        return message.path("Action").stringValue() + " " + message.path("Key").stringValue();
    }

    JsonNode next() {
        return Json.parse(nextText()).tree();
    }

    /** The next message, byte for byte. */
    String nextText() {
        try {
            var message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing came within " + PATIENCE_SECONDS + " s");
            }
            return message;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** The next message as {@code type.action.key}. */
    String subject() {
        return subject(next());
    }

    static String subject(JsonNode event) {
        return event.path("Type").stringValue() + "." + event.path("Action").stringValue() + "."
                + event.path("Key").stringValue();
    }

    /**
     * Everything that came before the answer to a registration made now, as subjects. That answer takes its turn behind
     * all events that were published before, so what has not come until then does not come.
     */
    List<String> drain() {
        return drainEvents().stream().map(Session::subject).toList();
    }

    List<JsonNode> drainEvents() {
        send("register end.of.drain");
        send("deregister end.of.drain");
        var events = new ArrayList<JsonNode>();
        while (true) {
            var event = next();
            if (subject(event).equals("websocket.deregister.end.of.drain")) {
                return events;
            }
            if (!subject(event).equals("websocket.register.end.of.drain")) {
                events.add(event);
            }
        }
    }

    String pong() throws InterruptedException {
        var payload = pongs.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (payload == null) {
            throw new AssertionError("no pong came");
        }
        return payload;
    }

    /** The code that the server closed with. */
    int closeCode() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        socket().abort();
    }
}
