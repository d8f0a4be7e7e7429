package carillon.server.dialect.sysadm;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A client that keeps what it is sent. Requests are written with single quotes for readability. */
public final class Client implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().sslContext(trusting()).build();
    private static final long PATIENCE_SECONDS = 10;

    private final LinkedBlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final CompletableFuture<String> pong = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile boolean stalled;
    private final WebSocket socket;

    private Client(URI uri) {
        socket = HTTP.newWebSocketBuilder().buildAsync(uri, this).join();
    }

    /** Takes any certificate, as the stock client does with self-signed ones (section 2.1). */
    private static SSLContext trusting() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no TLS", missing);
        }
    }

    public static Client to(URI uri) {
        return new Client(uri);
    }

    public Client send(String request) {
        return sendRaw(request.replace('\'', '"'));
    }

    public Client sendRaw(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    public Client sendBinary(String text) {
        socket.sendBinary(ByteBuffer.wrap(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), true)
                .join();
        return this;
    }

    public void sendBytes(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    public String ping(String payload) throws Exception {
        socket.sendPing(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)))
                .join();
        return pong.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    public void sendPing() {
        socket.sendPing(ByteBuffer.allocate(0)).join();
    }

    /** The next frame as text. */
    public String text() {
        try {
            var frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(frame).as("a frame within %d s", PATIENCE_SECONDS).isNotNull();
            return frame == null ? "" : frame;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    public JsonNode next() {
        return Json.parse(text()).tree();
    }

    /** The next frame, after {@code request} was sent. */
    public JsonNode ask(String request) {
        return send(request).next();
    }

    /** All that came before the answer to a question that is asked now. */
    public List<JsonNode> before() {
        send("{'namespace':'rpc','name':'identify','id':'sentinel','args':{}}");
        var earlier = new ArrayList<JsonNode>();
        for (var frame = next(); !frame.path("id").asString("").equals("sentinel"); frame = next()) {
            earlier.add(frame);
        }
        return earlier;
    }

    public @Nullable String poll(Duration patience) throws InterruptedException {
        return frames.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Code and reason of the close frame, separated by a space. */
    public String closed() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Takes one message more, and then nothing. */
    public void stall() {
        stalled = true;
    }

    /** Takes again what comes, after {@link #stall}. */
    public void goOn() {
        stalled = false;
        socket.request(1);
    }

    public boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            frames.add(partial.toString());
            partial.setLength(0);
        }
        if (!stalled) {
            from.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        pong.complete(StandardCharsets.UTF_8.decode(message).toString());
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete("1006 " + error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
