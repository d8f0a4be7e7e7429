package carillon.server.dialect.meshery;

import carillon.sdk.event.Json;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A WebSocket that records what comes. */
final class GraphQlClient implements WebSocket.Listener, AutoCloseable {

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    private GraphQlClient(MesheryServer server, String user, String... protocols) {
        var builder = server.client.newWebSocketBuilder().header("X-Meshery-User", user);
        if (protocols.length > 0) {
            var others = new String[protocols.length - 1];
            System.arraycopy(protocols, 1, others, 0, others.length);
            builder.subprotocols(protocols[0], others);
        }
        socket = builder.buildAsync(server.socketUri("/api/system/graphql/query"), this)
                .join();
    }

    static GraphQlClient open(MesheryServer server, String user, String... protocols) {
        return new GraphQlClient(server, user, protocols);
    }

    String protocol() {
        return socket.getSubprotocol();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            messages.add(Json.parse(partial.toString()).tree());
            partial.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return CompletableFuture.completedStage(null);
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    /** The next message other than keep-alives. */
    JsonNode next() throws InterruptedException {
        while (true) {
            var message = messages.poll(20, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing came for 20 s");
            }
            var type = message.get("type").asString();
            if (!type.equals("ka") && !type.equals("ping")) {
                return message;
            }
        }
    }

    /** The next message of whatever type. */
    JsonNode any() throws InterruptedException {
        var message = messages.poll(20, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("nothing came for 20 s");
        }
        return message;
    }

    int closeCode() throws Exception {
        return closed.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
