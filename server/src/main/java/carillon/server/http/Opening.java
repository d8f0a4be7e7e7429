package carillon.server.http;

import carillon.core.access.Principal;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a stream since its request.
 *
 * @param principal null if the request authenticated nobody
 */
record Opening(InetSocketAddress remote, @Nullable Principal principal, Instant at) {

    static Opening of(Incoming incoming) {
        return new Opening(incoming.request().remote(), incoming.caller(), Instant.now());
    }

    private String name() {
        return principal == null ? "" : principal.name();
    }

    OpenStream shown(OpenStream.Transport transport, String dialect, Outbox outbox) {
        return new OpenStream(
                PeerAddress.text(remote), transport, dialect, name(), at, outbox.waitingBytes(), outbox.dropped());
    }
}
