package carillon.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.LongFunction;

/** POSTs events on a connection that is kept. */
final class HttpPublisher implements Publisher {

    private final BlockingWire wire;
    private final String head;
    private final LongFunction<String> body;

    HttpPublisher(String host, int port, String path, String token, LongFunction<String> body) {
        this.wire = new BlockingWire(host, port);
        this.body = body;
        this.head = "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n") + "Content-Length: ";
    }

    @Override
    public void send(long number) throws IOException {
        var text = body.apply(number);
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        wire.send(head + length + "\r\n\r\n" + text);
    }

    @Override
    public boolean acknowledged() {
        return true;
    }

    @Override
    public void awaitAcknowledgement() throws IOException {
        int status = wire.response();
        if (status / 100 != 2) {
            throw new IOException("publishing answered " + status);
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
