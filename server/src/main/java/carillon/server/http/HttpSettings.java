package carillon.server.http;

import java.time.Duration;
import java.util.Set;

/**
 * How the server runs.
 *
 * @param eventLoops how many threads serve connections; 0 means one for each processor
 * @param tick how often deadlines are looked at, the grain of all timeouts
 * @param corsOrigins origins whose pages may call every interface, or {@code *} for all; empty: only the server's own pages
 * @param hosts names that the Host header may have beside IP addresses and {@code localhost}, in lower case; empty: it is not checked
 * @param pagesConnect whether pages of other origins may open WebSockets where the protocol promises that
 * @param accessLog whether each request is logged, without query and credentials
 * @param certificateCheck how often is looked whether a certificate changed
 */
public record HttpSettings(
        HttpLimits limits,
        int eventLoops,
        Duration tick,
        Set<String> corsOrigins,
        Set<String> hosts,
        boolean pagesConnect,
        boolean accessLog,
        Duration certificateCheck) {

    public static final HttpSettings DEFAULT = new HttpSettings(
            HttpLimits.DEFAULT, 0, Duration.ofMillis(250), Set.of(), Set.of(), true, false, Duration.ofSeconds(5));

    public HttpSettings {
        corsOrigins = Set.copyOf(corsOrigins);
        hosts = Set.copyOf(hosts);
    }

    public HttpSettings withLimits(HttpLimits other) {
        return new HttpSettings(other, eventLoops, tick, corsOrigins, hosts, pagesConnect, accessLog, certificateCheck);
    }

    public HttpSettings withTick(Duration other) {
        return new HttpSettings(
                limits, eventLoops, other, corsOrigins, hosts, pagesConnect, accessLog, certificateCheck);
    }

    public HttpSettings withEventLoops(int number) {
        return new HttpSettings(limits, number, tick, corsOrigins, hosts, pagesConnect, accessLog, certificateCheck);
    }

    public HttpSettings withCorsOrigins(Set<String> origins) {
        return new HttpSettings(limits, eventLoops, tick, origins, hosts, pagesConnect, accessLog, certificateCheck);
    }

    public HttpSettings withHosts(Set<String> names) {
        return new HttpSettings(
                limits, eventLoops, tick, corsOrigins, names, pagesConnect, accessLog, certificateCheck);
    }

    public HttpSettings withPagesConnect(boolean may) {
        return new HttpSettings(limits, eventLoops, tick, corsOrigins, hosts, may, accessLog, certificateCheck);
    }

    public HttpSettings withCertificateCheck(Duration every) {
        return new HttpSettings(limits, eventLoops, tick, corsOrigins, hosts, pagesConnect, accessLog, every);
    }
}
