package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import carillon.sdk.event.Rfc3339;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * One open connection as its object shows it (section 11.1).
 *
 * @param remoteAddr {@code IP:PORT} of the peer, IPv6 in brackets; unique
 * @param user whose secret it hangs on; empty for none
 * @param closer ends it
 */
record Connection(
        String remoteAddr,
        String type,
        String principal,
        String user,
        Instant createTime,
        Instant expiresAt,
        Closer closer) {

    static final String WEBSOCKET = "websocket";
    static final String API = "api";
    private static final String UNKNOWN = "unknown";

    /** How a connection is ended from outside. */
    interface Closer {
        Closer NONE = (code, reason) -> {};

        void close(int code, String reason);
    }

    /** One that nobody has authenticated on yet. */
    static Connection unknown(String remoteAddr, Instant now) {
        return new Connection(remoteAddr, API, UNKNOWN, "", now, WireTime.ZERO, Closer.NONE);
    }

    boolean known() {
        return !principal.equals(UNKNOWN);
    }

    /** As the peer of a Go program is written: {@code 192.0.2.1:9}, {@code [2001:db8::1]:9}. */
    static String address(InetSocketAddress remote) {
        var ip = remote.getAddress().getHostAddress();
        // The scope of a link-local address names an interface of this machine; it means nothing to others.
        int scope = ip.indexOf('%');
        var host = scope < 0 ? ip : ip.substring(0, scope);
        return remote.getAddress() instanceof Inet6Address
                ? "[" + compressed(host) + "]:" + remote.getPort()
                : host + ":" + remote.getPort();
    }

    /** The longest run of two or more zero groups becomes {@code ::}, the first of equal ones (RFC 5952). */
    private static String compressed(String eightGroups) {
        var groups = eightGroups.split(":", -1);
        int from = 0;
        int length = 1;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end].equals("0")) {
                end++;
            }
            if (end - i > length) {
                from = i;
                length = end - i;
            }
        }
        if (length < 2) {
            return eightGroups;
        }
        var list = List.of(groups);
        return String.join(":", list.subList(0, from)) + "::"
                + String.join(":", list.subList(from + length, groups.length));
    }

    ObjectNode json() {
        return Json.mapper()
                .createObjectNode()
                .put("RemoteAddr", remoteAddr)
                .put("Type", type)
                .put("Principal", principal)
                .put("CreateTime", Rfc3339.format(createTime))
                .put("ExpiresAt", Rfc3339.format(expiresAt));
    }
}
