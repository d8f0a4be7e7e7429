package carillon.server.access;

import java.time.Duration;
import java.time.InstantSource;

/**
 * What can be set about passwords and tokens.
 *
 * @param hashRounds PBKDF2 rounds of new password hashes; stored ones keep their own
 * @param rememberChecks for how long after its last use a password that was right needs no slow check again
 * @param clock what tokens expire by
 */
public record AccessConfig(int hashRounds, Duration rememberChecks, InstantSource clock) {

    /** 210 000 rounds of HMAC-SHA512 is OWASP's advice of 2023: about 0.15 s on one core. */
    public static final AccessConfig DEFAULT =
            new AccessConfig(210_000, Duration.ofMinutes(10), InstantSource.system());

    public AccessConfig {
        if (hashRounds < 1) {
            throw new IllegalArgumentException("access.hash-rounds must be positive, not " + hashRounds);
        }
    }
}
