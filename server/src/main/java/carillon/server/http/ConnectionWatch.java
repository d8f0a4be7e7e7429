package carillon.server.http;

import java.net.InetSocketAddress;

/** Told of every TCP connection to a listener. On the connection's event loop: must not block. */
public interface ConnectionWatch {

    void opened(InetSocketAddress remote);

    /** Once for each that was opened, however it ended. */
    void closed(InetSocketAddress remote);
}
