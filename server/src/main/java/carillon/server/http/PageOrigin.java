package carillon.server.http;

import java.util.Locale;
import java.util.Set;

/**
 * Whether a web page of another site caused a request, by the headers that browsers add and scripts cannot change. Programs that
 * are no browsers send neither of them.
 */
final class PageOrigin {

    private PageOrigin() {}

    /** Whether the request comes from a page of another origin than this server's and those allowed. */
    static boolean isForeign(Request request, Set<String> allowed) {
        var origins = request.headers().all("origin");
        var site = request.header("sec-fetch-site").orElse("");
        if (origins.isEmpty()) {
            return (site.equals("cross-site") || site.equals("same-site")) && !allowed.contains("*");
        }
        if (origins.size() > 1) {
            return true;
        }
        var origin = origins.getFirst();
        return !allowed.contains("*")
                && !allowed.contains(origin)
                // A proxy may have changed the Host header; the browser knows the address that it asked.
                && !site.equals("same-origin")
                && !isOwn(origin, request);
    }

    /** An https page of a plain listener came through a proxy that ends TLS. The other way round it is another page. */
    private static boolean isOwn(String origin, Request request) {
        var text = origin.toLowerCase(Locale.ROOT);
        var host = request.header("host").orElse("").toLowerCase(Locale.ROOT);
        if (text.startsWith("https://")) {
            return without(":443", text.substring("https://".length())).equals(without(":443", host));
        }
        return !request.secure()
                && text.startsWith("http://")
                && without(":80", text.substring("http://".length())).equals(without(":80", host));
    }

    private static String without(String port, String authority) {
        return authority.endsWith(port) && !authority.endsWith(":" + port)
                ? authority.substring(0, authority.length() - port.length())
                : authority;
    }
}
