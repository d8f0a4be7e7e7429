package carillon.server.app;

import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.http.HttpLimits;
import carillon.server.http.HttpSettings;
import carillon.server.http.Listener;
import carillon.server.http.Tls;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which ports are open and what is served there. */
final class Listeners {

    /** How each listener is spoken to. */
    static final Map<String, String> SCHEMES = schemes();

    private Listeners() {}

    private static Map<String, String> schemes() {
        var schemes = new LinkedHashMap<String, String>();
        schemes.put("http", "http");
        schemes.put("https", "https");
        schemes.put("sysadm", "ws");
        schemes.put("sysadm-rest", "http");
        schemes.put("bridge", "ws");
        return schemes;
    }

    static List<Listener> of(Config config, Path data, Dialects dialects) {
        var listeners = new ArrayList<Listener>();
        var router = dialects.router();
        listeners.add(new Listener(
                "http", new InetSocketAddress(config.get(Settings.HTTP_HOST), config.get(Settings.HTTP_PORT)), router));
        if (config.get(Settings.HTTPS_ENABLED)) {
            listeners.add(new Listener(
                    "https",
                    new InetSocketAddress(config.get(Settings.HTTPS_HOST), config.get(Settings.HTTPS_PORT)),
                    router,
                    tls(config, data)));
        }
        listeners.addAll(dialects.ownListeners());
        return listeners;
    }

    private static Tls tls(Config config, Path data) {
        var certificate = config.get(Settings.HTTPS_CERTIFICATE);
        var key = config.get(Settings.HTTPS_KEY);
        return certificate.isEmpty()
                ? Tls.selfSigned(data.resolve("tls"))
                : Tls.files(Path.of(certificate), Path.of(key));
    }

    static HttpSettings settings(Config config) {
        var limits = HttpLimits.DEFAULT
                .withMaxBodyBytes(Math.toIntExact(config.get(Settings.HTTP_MAX_BODY)))
                .withMaxConnections(config.get(Settings.HTTP_MAX_CONNECTIONS));
        return HttpSettings.DEFAULT
                .withLimits(limits)
                .withCorsOrigins(Set.copyOf(config.get(Settings.HTTP_CORS_ORIGINS)));
    }
}
