package carillon.server.source.systemstate;

import java.time.Duration;

/**
 * What is asked and when; the properties {@code sysadm.state.*}.
 *
 * @param hostnameCommand prints the name of the host
 * @param poolCommand prints the pools, a header first; empty for none
 * @param first from the start to the first check
 * @param period between checks, counted from the start
 * @param patience how long a command may take
 */
public record StateConfig(
        String hostnameCommand, String poolCommand, Duration first, Duration period, Duration patience) {

    /** As the specification says. */
    public static final StateConfig DEFAULT = new StateConfig(
            "hostname",
            "zpool list -o name,size,alloc,free,expandsz,frag,cap,dedup,health,altroot",
            Duration.ofSeconds(60),
            Duration.ofSeconds(900),
            Duration.ofSeconds(20));
}
