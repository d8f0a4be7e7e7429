package carillon.server.socketio;

import carillon.sdk.event.Json;
import carillon.server.http.Response;
import java.nio.charset.StandardCharsets;

/** The HTTP answers of Engine.IO. Which pages may read them is the server's to say, as everywhere. */
final class EngineErrors {

    static final Response UNKNOWN_TRANSPORT = error(400, 0, "Transport unknown");
    static final Response UNKNOWN_SESSION = error(400, 1, "Session ID unknown");
    static final Response BAD_METHOD = error(400, 2, "Bad handshake method");
    static final Response NO_UPGRADE = badRequest("not a well-formed request to become a WebSocket");
    static final Response UPGRADED = badRequest("the session uses WebSocket");
    static final Response FULL = error(503, 4, "Too many sessions, try again later");
    static final Response UNSUPPORTED_VERSION = error(400, 5, "Unsupported protocol version");
    static final Response OK = text("ok".getBytes(StandardCharsets.US_ASCII));
    static final Response PREFLIGHT = Response.empty(204);

    private EngineErrors() {}

    /** Code 3, with what was wrong behind the words of the original. */
    static Response badRequest(String detail) {
        return error(400, 3, "Bad request: " + detail);
    }

    static Response text(byte[] utf8) {
        return Response.of(200, "text/plain; charset=UTF-8", utf8).header("cache-control", "no-store");
    }

    private static Response error(int status, int code, String message) {
        var body = Json.mapper().createObjectNode().put("code", code).put("message", message);
        return Response.json(status, body);
    }
}
