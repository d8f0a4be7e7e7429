package carillon.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongFunction;

/** Sends one text message for each event; nothing is acknowledged. */
final class WebSocketPublisher implements Publisher {

    private final BlockingWire wire;
    private final LongFunction<String> message;

    WebSocketPublisher(String host, int port, String path, String hello, String ready, LongFunction<String> message) {
        this.wire = new BlockingWire(host, port);
        this.message = message;
        try {
            wire.openWebSocket(host, path);
            if (!hello.isEmpty()) {
                wire.send(WebSocketText.frame(hello));
                wire.awaitFrame(ready);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void send(long number) throws IOException {
        wire.send(WebSocketText.frame(message.apply(number)));
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
