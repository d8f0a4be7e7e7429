package carillon.server.http;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which headers let a page of another origin read an answer. Credentials are never allowed: cookies are not used. */
final class Cors {

    private Cors() {}

    static boolean isPreflight(Request request) {
        return request.method().equals("OPTIONS") && request.headers().has("access-control-request-method");
    }

    static List<Map.Entry<String, String>> headers(Request request, Set<String> allowed) {
        var origin = request.header("origin").orElse("");
        if (allowed.isEmpty() || origin.isEmpty()) {
            return List.of();
        }
        if (!allowed.contains("*") && !allowed.contains(origin)) {
            return List.of();
        }
        var allow = Map.entry("access-control-allow-origin", allowed.contains("*") ? "*" : origin);
        var vary = Map.entry("vary", "Origin");
        return isPreflight(request)
                ? List.of(
                        allow,
                        vary,
                        Map.entry("access-control-allow-methods", "GET, HEAD, POST, PUT, PATCH, DELETE"),
                        Map.entry(
                                "access-control-allow-headers",
                                "authorization, content-type, if-match, if-none-match, last-event-id"),
                        Map.entry("access-control-max-age", "600"))
                : List.of(allow, vary);
    }
}
