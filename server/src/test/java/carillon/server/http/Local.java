package carillon.server.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** A server on a free port of this machine, with short times. */
final class Local {

    static final HttpSettings QUICK = HttpSettings.DEFAULT.withTick(Duration.ofMillis(10));

    private Local() {}

    static HttpServer serve(Routes... routes) {
        return serve(QUICK, routes);
    }

    static HttpServer serve(HttpSettings settings, Routes... routes) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return HttpServer.start(List.of(new Listener("http", address, Router.of(routes))), settings);
    }
}
