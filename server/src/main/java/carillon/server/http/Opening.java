package carillon.server.http;

import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * What is known of a stream since its request.
 *
 * @param principal empty if the request authenticated nobody
 */
record Opening(InetSocketAddress remote, String principal, Instant at) {

    static Opening of(Incoming incoming) {
        return new Opening(incoming.request().remote(), incoming.caller(), Instant.now());
    }

    OpenStream shown(OpenStream.Transport transport, String dialect, Outbox outbox) {
        return new OpenStream(
                PeerAddress.text(remote), transport, dialect, principal, at, outbox.waitingBytes(), outbox.dropped());
    }
}
