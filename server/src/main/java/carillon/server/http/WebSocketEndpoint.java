package carillon.server.http;

/** What a path offers to WebSocket clients. */
@FunctionalInterface
public interface WebSocketEndpoint {

    /**
     * Called once per connection, on its event loop, when the upgrade was answered and before anything was read. Must not
     * block.
     */
    WebSocketListener open(WebSocketConnection connection);
}
