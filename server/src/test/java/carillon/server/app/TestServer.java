package carillon.server.app;

import static java.util.Objects.requireNonNull;

import carillon.server.config.Config;
import carillon.server.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A whole demo server on free ports, for tests; may be stopped and started again on the same data. */
public final class TestServer implements AutoCloseable {

    private final Path data;
    private final Map<String, String> settings;

    /** Null once it is closed: test classes keep this object in static fields, and a closed server's connections would be counted as alive. */
    private @Nullable CarillonServer server;

    public TestServer(Path data, Map<String, String> settings) {
        this.data = data;
        this.settings = new HashMap<>(Map.of(
                Settings.HTTP_PORT.key(), "0",
                Settings.HTTPS_PORT.key(), "0",
                Settings.SYSADM_WS_PORT.key(), "0",
                Settings.SYSADM_REST_PORT.key(), "0",
                Settings.BRIDGE_PORT.key(), "0",
                Settings.DRAIN.key(), "200ms"));
        this.settings.putAll(settings);
        this.server = CarillonServer.start(Config.of(this.settings), data, true);
    }

    public CarillonServer server() {
        return requireNonNull(server, "the server is closed");
    }

    /** Where the plain listener is, {@code http://127.0.0.1:PORT}. */
    public URI base() {
        return URI.create(requireNonNull(server().listeners().get("http")));
    }

    /** Stops, and starts again on the same data, on another port. */
    public void restart() {
        restart(() -> {});
    }

    /** The same, with something that happens while the server is away. */
    public void restart(Runnable meanwhile) {
        server().close();
        meanwhile.run();
        server = CarillonServer.start(Config.of(settings), data, true);
    }

    @Override
    public void close() {
        var open = server;
        server = null;
        if (open != null) {
            open.close();
        }
    }
}
