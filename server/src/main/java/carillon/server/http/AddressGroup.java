package carillon.server.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that one attacker can be assumed to have all of: one of IPv4, a network of 64 bits of IPv6.
 *
 * @param version 4 or 6; 0 for loopback, which is one group, whichever way it is written
 * @param bits the address, or the network
 */
public record AddressGroup(int version, long bits) {

    private static final AddressGroup LOOPBACK = new AddressGroup(0, 0);

    public static AddressGroup of(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        }
        var bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address
                ? new AddressGroup(6, bytes.getLong())
                : new AddressGroup(4, bytes.getInt());
    }

    /**
     * Who is bounded by an address. Nobody is by loopback: it is the operator's own, or that of a proxy that stands for everybody.
     */
    public static @Nullable AddressGroup bounded(InetAddress address) {
        var group = of(address);
        return group.equals(LOOPBACK) ? null : group;
    }

    @Override
    public String toString() {
        return switch (version) {
            case 0 -> "loopback";
            case 4 -> (bits >> 24 & 0xff) + "." + (bits >> 16 & 0xff) + "." + (bits >> 8 & 0xff) + "." + (bits & 0xff);
            default ->
                "%x:%x:%x:%x::/64".formatted(bits >>> 48, bits >>> 32 & 0xffff, bits >>> 16 & 0xffff, bits & 0xffff);
        };
    }
}
