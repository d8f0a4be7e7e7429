package carillon.server.http;

import java.time.Duration;

/**
 * Limits of one event stream.
 *
 * @param heartbeat how often a comment is sent so that proxies and peers notice a dead connection
 * @param writeTimeout a connection whose socket takes nothing for this long is dropped
 * @param outboxBytes how much may wait beyond what the socket has taken
 */
public record SseLimits(Duration heartbeat, Duration writeTimeout, int outboxBytes, SlowPolicy policy) {

    public static final SseLimits DEFAULT =
            new SseLimits(Duration.ofSeconds(15), Duration.ofSeconds(10), 1 << 20, SlowPolicy.CLOSE_SLOW);
}
