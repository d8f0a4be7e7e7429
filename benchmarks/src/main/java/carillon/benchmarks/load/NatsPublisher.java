package carillon.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongFunction;

/** Core NATS over TCP; nothing is acknowledged. */
final class NatsPublisher implements Publisher {

    private final BlockingWire wire;
    private final LongFunction<String> message;

    NatsPublisher(String host, int port, LongFunction<String> message) {
        this.wire = new BlockingWire(host, port);
        this.message = message;
        try {
            wire.line();
            wire.send("CONNECT {\"verbose\":false}\r\n");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void send(long number) throws IOException {
        var text = message.apply(number);
        wire.send("PUB bench " + text.length() + "\r\n" + text + "\r\n");
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
