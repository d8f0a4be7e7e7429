package carillon.server.http;

import java.time.Duration;
import java.util.Set;

/**
 * How the server runs.
 *
 * @param eventLoops how many threads serve connections; 0 means one for each processor
 * @param tick how often deadlines are looked at, the grain of all timeouts
 * @param corsOrigins origins whose pages may call the REST interface, or {@code *} for all; empty: none is told so
 * @param accessLog whether each request is logged, without query and credentials
 * @param certificateCheck how often is looked whether a certificate changed
 */
public record HttpSettings(
        HttpLimits limits,
        int eventLoops,
        Duration tick,
        Set<String> corsOrigins,
        boolean accessLog,
        Duration certificateCheck) {

    public static final HttpSettings DEFAULT =
            new HttpSettings(HttpLimits.DEFAULT, 0, Duration.ofMillis(250), Set.of(), false, Duration.ofSeconds(5));

    public HttpSettings {
        corsOrigins = Set.copyOf(corsOrigins);
    }

    public HttpSettings withLimits(HttpLimits other) {
        return new HttpSettings(other, eventLoops, tick, corsOrigins, accessLog, certificateCheck);
    }

    public HttpSettings withTick(Duration other) {
        return new HttpSettings(limits, eventLoops, other, corsOrigins, accessLog, certificateCheck);
    }

    public HttpSettings withEventLoops(int number) {
        return new HttpSettings(limits, number, tick, corsOrigins, accessLog, certificateCheck);
    }

    public HttpSettings withCorsOrigins(Set<String> origins) {
        return new HttpSettings(limits, eventLoops, tick, origins, accessLog, certificateCheck);
    }

    public HttpSettings withAccessLog(boolean on) {
        return new HttpSettings(limits, eventLoops, tick, corsOrigins, on, certificateCheck);
    }

    public HttpSettings withCertificateCheck(Duration every) {
        return new HttpSettings(limits, eventLoops, tick, corsOrigins, accessLog, every);
    }
}
