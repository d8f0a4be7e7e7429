package carillon.server.http;

import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.Set;

/**
 * Whether the Host header names this server. A page can point a name of its own at this machine and is of the same origin then
 * (DNS rebinding); an IP address or {@code localhost} cannot be pointed elsewhere.
 */
final class KnownHosts {

    private KnownHosts() {}

    /**
     * Whether the request names an IP address, {@code localhost} or a known name. Programs of HTTP/1.0 need not name anything.
     *
     * @param names in lower case, without port
     */
    static boolean include(Request request, Set<String> names) {
        var host = withoutPort(request.header("host").orElse("").toLowerCase(Locale.ROOT));
        return host.isEmpty()
                || host.equals("localhost")
                || names.contains(host)
                || NetUtil.isValidIpV4Address(host)
                || (host.startsWith("[") && NetUtil.isValidIpV6Address(host));
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
