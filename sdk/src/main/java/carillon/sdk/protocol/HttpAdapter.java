package carillon.sdk.protocol;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Serves a mux, or its documentation page, with the JDK's own HTTP server:
 *
 * <pre>{@code
 * var server = HttpServer.create(new InetSocketAddress(8080), 0);
 * server.createContext("/events", HttpAdapter.events(mux));
 * server.createContext("/doc", HttpAdapter.doc(mux));
 * server.start();
 * }</pre>
 *
 * <p>Serves the path that it is mounted on, the same path with a slash, and {@code /others} below it; everything else is
 * 404. Only POST (documentation: GET and HEAD); other methods are 405.
 */
public final class HttpAdapter {

    private HttpAdapter() {}

    /** Answers events. */
    public static HttpHandler events(Mux mux) {
        var processor = new EventProcessor(mux);
        return exchange -> {
            try (exchange) {
                serveEvents(processor, exchange);
            }
        };
    }

    /** Shows the documentation page. */
    public static HttpHandler doc(Mux mux) {
        var page = new DocPage(mux);
        return exchange -> {
            try (exchange) {
                serveDoc(page, exchange);
            }
        };
    }

    private static void serveEvents(EventProcessor processor, HttpExchange exchange) throws IOException {
        if (!known(exchange)) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            exchange.sendResponseHeaders(405, -1);
            return;
        }
        int limit = processor.options().maxBodyBytes();
        var body = exchange.getRequestBody().readNBytes(limit + 1);
        if (body.length > limit) {
            exchange.sendResponseHeaders(413, -1);
            return;
        }
        var view = new View(exchange);
        var answer = processor.process(
                Context.ROOT, body, view.header("Content-Type").orElse(""), view);
        send(exchange, answer.status(), answer.contentType(), answer.body());
    }

    private static void serveDoc(DocPage page, HttpExchange exchange) throws IOException {
        var method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            exchange.sendResponseHeaders(405, -1);
            return;
        }
        var html = page.html().getBytes(StandardCharsets.UTF_8);
        if (method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, -1);
        } else {
            send(exchange, 200, "text/html; charset=utf-8", html);
        }
    }

    private static boolean known(HttpExchange exchange) {
        var mount = exchange.getHttpContext().getPath();
        var base = mount.endsWith("/") ? mount.substring(0, mount.length() - 1) : mount;
        var path = exchange.getRequestURI().getPath();
        return path.equals(base) || path.equals(base + "/") || path.equals(base + "/others");
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private record View(HttpExchange exchange) implements Exchange {

        @Override
        public String method() {
            return exchange.getRequestMethod();
        }

        @Override
        public String path() {
            return exchange.getRequestURI().getPath();
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
        }

        @Override
        public void responseHeader(String name, String value) {
            exchange.getResponseHeaders().set(name, value);
        }
    }
}
