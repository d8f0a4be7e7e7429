package carillon.server.http;

/**
 * What events come by on a route, for descriptions.
 *
 * @param name unique, with lower-case letters and underscores
 */
public record EventChannel(String name, String title, Kind kind) {

    /** What the client gets. */
    public enum Kind {
        /** Server-sent events. */
        STREAM("http"),
        /** A WebSocket with messages of a protocol of its own. */
        SOCKET("ws"),
        /** A WebSocket whose messages are envelopes of the events protocol. */
        ENVELOPES("ws");

        private final String scheme;

        Kind(String scheme) {
            this.scheme = scheme;
        }

        /** Of its URLs, without TLS. */
        public String scheme() {
            return scheme;
        }
    }
}
