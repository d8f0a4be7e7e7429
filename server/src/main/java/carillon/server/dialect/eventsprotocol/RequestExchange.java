package carillon.server.dialect.eventsprotocol;

import carillon.sdk.protocol.Exchange;
import carillon.server.http.Headers;
import carillon.server.http.Request;
import carillon.server.socketio.Handshake;
import java.util.Optional;

/**
 * A request of our HTTP layer as trackers see it: the one that brought an event, or the one that opened the connection
 * that did, with the few headers that are kept of those.
 */
record RequestExchange(String method, String path, Headers headers, boolean asynchronous) implements Exchange {

    /** One event by HTTP. */
    static Exchange of(Request request) {
        return new RequestExchange(request.method(), request.path(), request.headers(), false);
    }

    /** Every event of a WebSocket. */
    static Exchange opening(Request upgrade) {
        return new RequestExchange(
                upgrade.method(), upgrade.path(), upgrade.headers().kept(), true);
    }

    /** Every event of a Socket.IO session. */
    static Exchange opening(Handshake handshake) {
        return new RequestExchange("GET", handshake.path(), handshake.headers(), true);
    }

    @Override
    public Optional<String> header(String name) {
        return headers.first(name);
    }
}
