package carillon.server.dialect.eventsprotocol;

import carillon.server.console.CuttableProxy;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where stock clients are tried: a hub, a wire to it that can be cut, and on an origin of its own a site with pages and
 * scripts, which also cuts and mends the wire at {@code /cut} and {@code /mend}.
 */
final class ClientBed implements AutoCloseable {

    /** The original's client, the version that the documentation names. */
    private static final String CLIENT = "socket.io-client@4.8.4";

    final HubServer hub;
    final CuttableProxy wire;
    private final HttpServer site;

    /**
     * Starts everything.
     *
     * @param data for the hub
     * @param pages an empty directory that becomes the site
     */
    ClientBed(Path data, Path pages) throws Exception {
        hub = new HubServer(data);
        wire = new CuttableProxy(hub.port());
        site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", SimpleFileServer.createFileHandler(pages.toRealPath()));
        work("/cut", wire::cut);
        work("/mend", wire::mend);
        site.start();
    }

    private void work(String path, Runnable action) {
        site.createContext(path, exchange -> {
            try (exchange) {
                action.run();
                exchange.sendResponseHeaders(204, -1);
            }
        });
    }

    static Path modules() throws IOException, InterruptedException {
        return NodeTools.install(CLIENT);
    }

    /** The client as a browser loads it. */
    static void copyClient(Path into) throws IOException, InterruptedException {
        var file = "socket.io.esm.min.js";
        Files.copy(modules().resolve("node_modules/socket.io-client/dist").resolve(file), into.resolve(file));
    }

    /** Where the pages are. */
    String site() {
        return "http://127.0.0.1:" + site.getAddress().getPort();
    }

    /** A page of the site with its query. */
    String page(String path, Map<String, String> query) {
        var text = new StringBuilder(site()).append(path).append('?');
        query.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('&'));
        return URI.create(text.toString()).toString();
    }

    @Override
    public void close() throws IOException {
        site.stop(0);
        wire.close();
        hub.close();
    }
}
