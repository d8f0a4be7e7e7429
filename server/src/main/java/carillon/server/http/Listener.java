package carillon.server.http;

import java.net.InetSocketAddress;

/**
 * One port to listen on.
 *
 * @param name in logs, metrics and {@link Request#listener()}
 * @param address port 0 picks a free one
 * @param router what is served there
 */
public record Listener(String name, InetSocketAddress address, Router router) {}
