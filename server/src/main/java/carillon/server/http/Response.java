package carillon.server.http;

import carillon.core.error.Refusal;
import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a handler answers. */
public sealed interface Response {

    /** Where the error codes are explained; each has its slug as anchor. */
    String ERROR_PAGE = "/errors";

    /** A whole answer. Content-Length, Date and Connection are the server's to add. */
    record Full(int status, List<Map.Entry<String, String>> headers, byte[] body) implements Response {

        public Full {
            headers = List.copyOf(headers);
        }

        /** The same with one more header. */
        public Full header(String name, String value) {
            var more = new ArrayList<>(headers);
            more.add(Map.entry(name, value));
            return new Full(status, more, body);
        }
    }

    /** Shown the way the mount of the route shows errors ({@link Routes#errors}). */
    record Refused(Refusal refusal) implements Response {}

    /** The connection turns into a stream of server-sent events. */
    record Stream(SseEndpoint endpoint, SseLimits limits, List<Map.Entry<String, String>> headers)
            implements Response {}

    /**
     * The connection turns into a WebSocket. A request that is not a well-formed upgrade is answered 400 instead, and the
     * endpoint is never opened.
     *
     * @param subprotocol to select, one that the client offered; null for none
     */
    record Upgrade(
            WebSocketEndpoint endpoint,
            WebSocketLimits limits,
            @Nullable String subprotocol) implements Response {}

    static Full empty(int status) {
        return new Full(status, List.of(), new byte[0]);
    }

    static Full of(int status, String contentType, byte[] body) {
        return new Full(status, List.of(Map.entry("content-type", contentType)), body);
    }

    static Full text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static Full json(int status, JsonNode tree) {
        return json(status, Json.mapper().writeValueAsBytes(tree));
    }

    /** From bytes that are JSON already. */
    static Full json(int status, byte[] utf8) {
        return of(status, "application/json", utf8);
    }

    static Refused refuse(Refusal refusal) {
        return new Refused(refusal);
    }

    /** A problem document (RFC 9457) whatever the mount of the route says. */
    static Full problem(Refusal refusal) {
        var code = refusal.code();
        var document = Json.mapper().createObjectNode();
        document.put("type", ERROR_PAGE + "#" + code.slug());
        document.put("title", code.meaning());
        document.put("status", code.httpStatus());
        document.put("detail", refusal.detail());
        document.put("code", code.slug());
        document.put("retry", code.retry());
        return of(code.httpStatus(), "application/problem+json", Json.mapper().writeValueAsBytes(document));
    }

    static Stream stream(SseEndpoint endpoint) {
        return new Stream(endpoint, SseLimits.DEFAULT, List.of());
    }

    static Stream stream(SseEndpoint endpoint, SseLimits limits) {
        return new Stream(endpoint, limits, List.of());
    }

    static Upgrade upgrade(WebSocketEndpoint endpoint, WebSocketLimits limits) {
        return new Upgrade(endpoint, limits, null);
    }

    static Upgrade upgrade(WebSocketEndpoint endpoint, WebSocketLimits limits, @Nullable String subprotocol) {
        return new Upgrade(endpoint, limits, subprotocol);
    }
}
