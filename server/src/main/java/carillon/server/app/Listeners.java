package carillon.server.app;

import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.http.HttpLimits;
import carillon.server.http.HttpSettings;
import carillon.server.http.Listener;
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
        listeners.add(new Listener(
                "http",
                new InetSocketAddress(config.get(Settings.HTTP_HOST), config.get(Settings.HTTP_PORT)),
                dialects.router()));
        listeners.addAll(dialects.ownListeners());
        return listeners;
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
