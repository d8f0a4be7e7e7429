package carillon.server.app;

import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.http.Tls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The one certificate of all TLS listeners: the configured one, or a self-signed one in the data directory. It is made
 * when the first listener asks for it, so that a server without TLS has none. Used on the starting thread only.
 */
final class Certificate {

    private final Config config;
    private final Path data;
    private @Nullable Tls tls;

    Certificate(Config config, Path data) {
        this.config = config;
        this.data = data;
    }

    Tls tls() {
        var loaded = tls;
        if (loaded == null) {
            loaded = load();
            tls = loaded;
        }
        return loaded;
    }

    private Tls load() {
        var chain = config.get(Settings.HTTPS_CERTIFICATE);
        return chain.isEmpty()
                ? Tls.selfSigned(data.resolve("tls"))
                : Tls.files(Path.of(chain), Path.of(config.get(Settings.HTTPS_KEY)));
    }
}
