package carillon.server.http;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One port to listen on.
 *
 * @param name in logs, metrics and {@link Request#listener()}
 * @param address port 0 picks a free one
 * @param router what is served there
 * @param tls null for plain text
 */
public record Listener(
        String name,
        InetSocketAddress address,
        Router router,
        @Nullable Tls tls) {

    /** Plain text. */
    public Listener(String name, InetSocketAddress address, Router router) {
        this(name, address, router, null);
    }
}
