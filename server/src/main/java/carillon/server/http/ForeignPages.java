package carillon.server.http;

/**
 * What web pages of other sites may do on a route without being listed. A browser sends their requests with the passwords that
 * it remembers, and to addresses that only its machine reaches.
 */
public enum ForeignPages {
    /** Requests that change nothing. No WebSockets and no event streams. */
    READ,
    /**
     * Also open WebSockets, where the protocol promises that. Not with a password of the browser: scripts cannot add one there;
     * and not on a server whose passwords everybody knows.
     */
    CONNECT,
    /** Nothing: here GET changes something as well. */
    NOTHING;

    boolean allow(Request request, boolean pagesConnect) {
        return switch (this) {
            case READ -> reads(request) && !request.asksForWebSocket();
            case CONNECT ->
                reads(request)
                        && !(request.asksForWebSocket()
                                && (!pagesConnect || request.headers().has("authorization")));
            case NOTHING -> request.method().equals("OPTIONS");
        };
    }

    private static boolean reads(Request request) {
        return switch (request.method()) {
            case "GET", "HEAD" -> !request.header("accept").orElse("").contains("text/event-stream");
            case "OPTIONS" -> true;
            default -> false;
        };
    }
}
