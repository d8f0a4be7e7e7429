package carillon.server.source.jobs;

import java.time.Duration;
import java.util.Set;

/**
 * How jobs run; the properties {@code sysadm.jobs.*}.
 *
 * @param enabled whether anybody may run commands at all
 * @param allowed programs, or whole command texts, that may be run; empty for any
 * @param startDelay from queueing to start
 * @param nextDelay in a serial queue, from the end of one job to the start of the next
 * @param pendingPing how often a waiting classified job says that it waits
 * @param outputPeriod how long output is collected before it is told
 * @param killDelay from the request to the kill
 * @param jobOutputBytes how much output one job keeps; the rest is read and dropped, and a mark says so
 * @param totalOutputBytes the same for all living jobs together
 * @param drainBytesPerSecond how fast the output of all jobs together is read: a flood is slowed at its source
 * @param eventBytesPerSecond how fast the events of all jobs together are told; a subscriber that takes this much is
 *     never overrun by floods
 * @param maxEventBytes how large an event may be; longer logs are shown with their middle left out
 * @param maxLiving how many jobs may wait and run at a time
 */
public record JobsConfig(
        boolean enabled,
        Set<String> allowed,
        Duration startDelay,
        Duration nextDelay,
        Duration pendingPing,
        Duration outputPeriod,
        Duration killDelay,
        int jobOutputBytes,
        long totalOutputBytes,
        long drainBytesPerSecond,
        long eventBytesPerSecond,
        int maxEventBytes,
        int maxLiving) {

    /** Everything as the specification says; running is off. */
    public static final JobsConfig DEFAULT = new JobsConfig(
            false,
            Set.of(),
            Duration.ofMillis(30),
            Duration.ofMillis(30),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofMillis(10),
            4 << 20,
            64L << 20,
            32L << 20,
            16L << 20,
            1 << 20,
            1000);

    public JobsConfig {
        allowed = Set.copyOf(allowed);
    }

    /** The same, switched on. */
    public JobsConfig switchedOn() {
        return new JobsConfig(
                true,
                allowed,
                startDelay,
                nextDelay,
                pendingPing,
                outputPeriod,
                killDelay,
                jobOutputBytes,
                totalOutputBytes,
                drainBytesPerSecond,
                eventBytesPerSecond,
                maxEventBytes,
                maxLiving);
    }
}
