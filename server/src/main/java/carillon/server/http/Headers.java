package carillon.server.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Request headers, read-only; names in any case. */
public final class Headers {

    public static final Headers EMPTY = new Headers(new DefaultHttpHeaders());

    private static final int MOST_KEPT = 1_024;
    private static final Set<String> CREDENTIALS =
            Set.of("authorization", "proxy-authorization", "cookie", "sec-websocket-protocol");

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

    /**
     * Those to keep as long as a connection or session lasts: the first ones, up to a kilobyte together, and none that holds
     * credentials. Thousands of sessions rest at a time, and a request may have 32 KiB of headers.
     */
    public Headers kept() {
        var kept = new DefaultHttpHeaders();
        int left = MOST_KEPT;
        for (var header : headers) {
            left -= header.getKey().length() + header.getValue().length();
            if (left < 0) {
                break;
            }
            if (!CREDENTIALS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                kept.add(header.getKey(), header.getValue());
            }
        }
        return new Headers(kept);
    }

    /** Every header as it came, in order. */
    public List<Map.Entry<String, String>> entries() {
        return List.copyOf(headers.entries());
    }
}
