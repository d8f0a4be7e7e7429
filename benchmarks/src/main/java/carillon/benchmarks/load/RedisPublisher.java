package carillon.benchmarks.load;

import java.io.IOException;
import java.util.function.LongFunction;

/** Redis Streams: one {@code XADD} at a time, answered with the entry's id. */
final class RedisPublisher implements Publisher {

    private final BlockingWire wire;
    private final LongFunction<String> body;

    RedisPublisher(String host, int port, LongFunction<String> body) {
        this.wire = new BlockingWire(host, port);
        this.body = body;
    }

    @Override
    public void publish(long number) throws IOException {
        var text = body.apply(number);
        wire.send(
                "*5\r\n$4\r\nXADD\r\n$5\r\nbench\r\n$1\r\n*\r\n$1\r\ne\r\n$" + text.length() + "\r\n" + text + "\r\n");
        var answer = wire.line();
        if (!answer.startsWith("$")) {
            throw new IOException("XADD answered " + answer);
        }
        wire.line();
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
