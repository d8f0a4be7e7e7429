package carillon.server.dialect.sysadm;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bridges that this server dials (section 10.9).
 *
 * @param bridges nickname to address
 * @param keyFile the private key to log in with, PKCS#8 in PEM; made at the first start if absent
 * @param anyCertificate whether a certificate that nobody vouches for will do, as for the stock client
 * @param first from the start to the first attempt
 * @param check how often it is seen to that all are connected
 */
public record LinkConfig(
        Map<String, URI> bridges, Path keyFile, boolean anyCertificate, Duration first, Duration check) {

    private static final int DEFAULT_PORT = 12_149;

    public LinkConfig {
        bridges = Map.copyOf(bridges);
    }

    /** With the times of the specification. */
    public static LinkConfig of(Map<String, URI> bridges, Path keyFile, boolean anyCertificate) {
        return new LinkConfig(bridges, keyFile, anyCertificate, Duration.ofMillis(5), Duration.ofSeconds(60));
    }

    /**
     * Reads {@code nickname=address} items. Without a scheme it is {@code wss://}, without a port 12149.
     *
     * @throws IllegalArgumentException if one is neither
     */
    public static Map<String, URI> parse(Iterable<String> items) {
        var bridges = new TreeMap<String, URI>();
        for (var item : items) {
            int equals = item.indexOf('=');
            if (equals <= 0 || equals == item.length() - 1) {
                throw new IllegalArgumentException("write a bridge as nickname=address, not '" + item + "'");
            }
            bridges.put(item.substring(0, equals), address(item.substring(equals + 1)));
        }
        return bridges;
    }

    static URI address(String text) {
        var address = text.contains("://") ? text : "wss://" + text;
        var last = address.substring(address.lastIndexOf(':') + 1);
        boolean port = !last.isEmpty() && last.chars().allMatch(c -> c >= '0' && c <= '9');
        // An address with a path says by itself where it leads, for example to a bridge below /sysadm/bridge.
        boolean path = address.indexOf('/', address.indexOf("://") + 3) >= 0;
        return URI.create(port || path ? address : address + ":" + DEFAULT_PORT);
    }
}
