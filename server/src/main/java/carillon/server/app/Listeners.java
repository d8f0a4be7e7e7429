package carillon.server.app;

import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.http.HttpLimits;
import carillon.server.http.HttpSettings;
import carillon.server.http.Listener;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which ports are open and what is served there. */
final class Listeners {

    private static final Set<String> WEB_SOCKETS = Set.of("sysadm", "bridge");

    private Listeners() {}

    /** How a listener is spoken to. */
    static String scheme(Listener listener) {
        var plain = WEB_SOCKETS.contains(listener.name()) ? "ws" : "http";
        return listener.tls() == null ? plain : plain + "s";
    }

    static List<Listener> of(Config config, Certificate certificate, Dialects dialects) {
        var listeners = new ArrayList<Listener>();
        var router = dialects.router();
        listeners.add(new Listener(
                "http", new InetSocketAddress(config.get(Settings.HTTP_HOST), config.get(Settings.HTTP_PORT)), router));
        if (config.get(Settings.HTTPS_ENABLED)) {
            listeners.add(new Listener(
                    "https",
                    new InetSocketAddress(config.get(Settings.HTTPS_HOST), config.get(Settings.HTTPS_PORT)),
                    router,
                    certificate.tls()));
        }
        listeners.addAll(dialects.ownListeners());
        return listeners;
    }

    static HttpSettings settings(Config config, boolean demo) {
        int body = Math.toIntExact(config.get(Settings.HTTP_MAX_BODY));
        var limits = HttpLimits.DEFAULT
                // However small the heap, a few of the largest get through.
                .withBytes(body, Math.max(HttpLimits.DEFAULT.maxInboundMemory(), 4L * body))
                .withMinReadRate(config.get(Settings.HTTP_MIN_READ_RATE))
                .withMinSendRate(config.get(Settings.HTTP_MIN_SEND_RATE))
                .withMostEach(
                        config.get(Settings.HTTP_MAX_CONNECTIONS_EACH), config.get(Settings.HTTP_MAX_STREAMS_EACH))
                .withMaxConnections(config.get(Settings.HTTP_MAX_CONNECTIONS));
        return HttpSettings.DEFAULT
                .withLimits(limits)
                .withCorsOrigins(Set.copyOf(config.get(Settings.HTTP_CORS_ORIGINS)))
                .withHosts(hosts(config, demo))
                // A page that knows the demo's passwords would not need the browser's.
                .withPagesConnect(!demo);
    }

    /** Where nobody needs to log in, a name that somebody points at this machine must not be enough. */
    private static Set<String> hosts(Config config, boolean demo) {
        var names = new HashSet<String>();
        config.get(Settings.HTTP_HOSTS).forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        if (demo) {
            names.add("localhost");
        }
        return names;
    }
}
