package carillon.server.dialect.sysadm;

import carillon.server.keylogin.Lockout;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The properties {@code sysadm.*}.
 *
 * @param dialect what is spoken unless the upgrade asks for the other
 * @param hostname what the server calls itself
 * @param dataDir for lockouts and registered keys
 * @param allowPassword whether user and password are a way in
 * @param keepSubscriptions whether events go on after a logout, as in the reference
 * @param legacyDate whether REST replies carry the local time as the reference has it, which is no HTTP date
 */
public record SysAdmConfig(
        Dialect dialect,
        String hostname,
        Path dataDir,
        boolean allowPassword,
        boolean keepSubscriptions,
        boolean legacyDate,
        Times times,
        Lockout.Rules lockout,
        Limits limits) {

    /**
     * Times.
     *
     * @param authDeadline by when a connection has to be logged in
     * @param idle without a message for so long a connection is closed
     * @param token how long a token lives after its last use
     * @param challenge how long a challenge may be answered
     */
    public record Times(Duration authDeadline, Duration idle, Duration token, Duration challenge) {

        public static final Times DEFAULT = new Times(
                Duration.ofSeconds(30), Duration.ofMinutes(30), Duration.ofMinutes(15), Duration.ofSeconds(30));
    }

    /**
     * Limits.
     *
     * @param tokenLength of tokens and challenges
     * @param messageBytes of one message from a client
     * @param outboxFrames how many events may wait for one client
     * @param outboxBytes how many bytes of them
     */
    public record Limits(int tokenLength, int messageBytes, int outboxFrames, int outboxBytes) {

        public static final Limits DEFAULT = new Limits(20, 1 << 20, 1000, 8 << 20);
    }

    public static final Lockout.Rules LOCKOUT = new Lockout.Rules(5, Duration.ofMinutes(10), Duration.ofMinutes(60));

    /** Everything as the specification says. */
    public static SysAdmConfig of(Path dataDir, String hostname) {
        return new SysAdmConfig(
                Dialect.HANDBOOK, hostname, dataDir, true, false, false, Times.DEFAULT, LOCKOUT, Limits.DEFAULT);
    }

    public SysAdmConfig with(Dialect other) {
        return new SysAdmConfig(
                other, hostname, dataDir, allowPassword, keepSubscriptions, legacyDate, times, lockout, limits);
    }

    public SysAdmConfig with(Times other) {
        return new SysAdmConfig(
                dialect, hostname, dataDir, allowPassword, keepSubscriptions, legacyDate, other, lockout, limits);
    }

    public SysAdmConfig with(Lockout.Rules other) {
        return new SysAdmConfig(
                dialect, hostname, dataDir, allowPassword, keepSubscriptions, legacyDate, times, other, limits);
    }

    public SysAdmConfig withLogins(boolean password, boolean keep) {
        return new SysAdmConfig(dialect, hostname, dataDir, password, keep, legacyDate, times, lockout, limits);
    }

    /** The same with the reference's form of {@code Date}. */
    public SysAdmConfig withLegacyDate() {
        return new SysAdmConfig(
                dialect, hostname, dataDir, allowPassword, keepSubscriptions, true, times, lockout, limits);
    }
}
