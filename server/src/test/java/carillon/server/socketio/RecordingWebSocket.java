package carillon.server.socketio;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket client that keeps what it got. */
public final class RecordingWebSocket implements WebSocket.Listener, AutoCloseable {

    /** One for all: a client brings threads of its own. */
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private @Nullable WebSocket socket;

    private RecordingWebSocket() {}

    public static RecordingWebSocket open(URI uri) {
        var recording = new RecordingWebSocket();
        recording.socket =
                CLIENT.newWebSocketBuilder().buildAsync(uri, recording).join();
        return recording;
    }

    public static RecordingWebSocket open(URI uri, String subprotocol) {
        var recording = new RecordingWebSocket();
        recording.socket = CLIENT.newWebSocketBuilder()
                .subprotocols(subprotocol)
                .buildAsync(uri, recording)
                .join();
        return recording;
    }

    public String subprotocol() {
        return socket().getSubprotocol();
    }

    private WebSocket socket() {
        if (socket == null) {
            throw new IllegalStateException("not open yet");
        }
        return socket;
    }

    public RecordingWebSocket send(String text) {
        socket().sendText(text, true).join();
        return this;
    }

    public RecordingWebSocket send(byte[] bytes) {
        socket().sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    /** The next message. */
    public String next() {
        try {
            var message = messages.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no message within 10 seconds");
            }
            return message;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    public int waiting() {
        return messages.size();
    }

    /** The close code, when it is closed. */
    public int closeCode() {
        return closed.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Ends the connection without a word. */
    public void drop() {
        socket().abort();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            messages.add(partial.toString());
            partial.setLength(0);
        }
        webSocket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(1006);
    }

    @Override
    public void close() {
        if (!socket().isOutputClosed()) {
            drop();
        }
    }
}
