package carillon.server.http;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.List;

/** How the address of a peer is written wherever connections are told apart by it. */
public final class PeerAddress {

    private PeerAddress() {}

    /** As the peer of a Go program is written: {@code 192.0.2.1:9}, {@code [2001:db8::1]:9}. */
    public static String text(InetSocketAddress remote) {
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
}
