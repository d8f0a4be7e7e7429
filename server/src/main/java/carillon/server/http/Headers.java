package carillon.server.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Request headers, read-only; names in any case. */
public final class Headers {

    public static final Headers EMPTY = new Headers(new DefaultHttpHeaders());

    private final HttpHeaders headers;

    Headers(HttpHeaders headers) {
        this.headers = headers;
    }

    /** For tests and for requests that come by another way than HTTP/1.1. */
    public static Headers of(Map<String, String> headers) {
        var made = new DefaultHttpHeaders();
        headers.forEach(made::add);
        return new Headers(made);
    }

    public Optional<String> first(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    public List<String> all(String name) {
        return List.copyOf(headers.getAll(name));
    }

    public boolean has(String name) {
        return headers.contains(name);
    }

    /** Whether a comma list in this header has the token, in any case, as in {@code Connection: keep-alive, Upgrade}. */
    public boolean lists(String name, String token) {
        return headers.containsValue(name, token, true);
    }

    /** Every header as it came, in order. */
    public List<Map.Entry<String, String>> entries() {
        return List.copyOf(headers.entries());
    }
}
