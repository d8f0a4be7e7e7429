package carillon.server.e2e;

import carillon.sdk.event.Json;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** On the Digital Rebar socket, with {@code ?since=SEQUENCE@EPOCH}. */
final class SocketSubscriber extends Subscriber {

    SocketSubscriber(ServerProcess server) {
        super(server);
    }

    @Override
    void connectAndRead() throws InterruptedException, ExecutionException {
        var ended = new CompletableFuture<Void>();
        try (var client = ServerProcess.client()) {
            var uri = URI.create("ws://127.0.0.1:" + server.port() + "/api/v3/ws?since=" + received.position());
            var socket = client.newWebSocketBuilder()
                    .header("authorization", ServerProcess.authorization())
                    .buildAsync(uri, new Listener(ended))
                    .get();
            socket.sendText("register crash.*.*", true).get();
            ended.get();
            client.shutdownNow();
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final CompletableFuture<Void> ended;
        private final StringBuilder text = new StringBuilder();

        Listener(CompletableFuture<Void> ended) {
            this.ended = ended;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        private void take(String message) {
            var event = Json.parse(message).tree();
            if (event.path("Type").asString("").equals("crash")) {
                received.take(
                        event.path("Sequence").asLong(),
                        event.path("Epoch").asString(),
                        event.path("Key").asString());
            }
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            ended.complete(null);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            ended.complete(null);
        }
    }
}
