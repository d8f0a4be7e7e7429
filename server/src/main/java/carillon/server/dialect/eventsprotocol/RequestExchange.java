package carillon.server.dialect.eventsprotocol;

import carillon.sdk.protocol.Exchange;
import carillon.server.http.Request;
import java.util.Optional;

/** A request of our HTTP layer as trackers see it. */
record RequestExchange(Request request) implements Exchange {

    /** Answers over sockets come in any order; what opened the socket is not kept for their whole life. */
    static final Exchange SOCKET = new Exchange() {
        @Override
        public boolean asynchronous() {
            return true;
        }
    };

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String path() {
        return request.path();
    }

    @Override
    public Optional<String> header(String name) {
        return request.header(name);
    }
}
