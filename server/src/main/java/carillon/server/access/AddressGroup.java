package carillon.server.access;

import java.net.Inet6Address;
import java.net.InetAddress;

/** The addresses that one attacker can be assumed to have all of: one of IPv4, a network of 64 bits of IPv6. */
final class AddressGroup {

    private AddressGroup() {}

    /** A name for the group. Loopback is one group, whichever way it is written. */
    static String of(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return "loopback";
        }
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        var bytes = address.getAddress();
        var text = new StringBuilder();
        for (int i = 0; i < 8; i += 2) {
            text.append(Integer.toHexString((bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff)))
                    .append(':');
        }
        return text.append(":/64").toString();
    }
}
