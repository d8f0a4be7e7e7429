package carillon.server.bridge;

import carillon.server.keylogin.Lockout;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The properties {@code bridge.*}.
 *
 * @param hostname what the bridge calls itself
 * @param dataDir for registered keys and lockouts
 * @param recheck how often it is seen to that a peer is logged in
 * @param keyListDelay from a login to the question for keys
 * @param challenge how long a challenge may be answered
 * @param tokenLength of tokens and challenges
 * @param relayAny whether messages go to any connected peer, as in the reference, or to visible ones only
 * @param messageBytes of one message
 * @param outboxBytes how much may wait for one peer before it is cut off
 * @param stall how long a peer may take nothing before it is cut off; who sends to it waits that long at most
 */
public record BridgeConfig(
        String hostname,
        Path dataDir,
        Duration recheck,
        Duration keyListDelay,
        Duration challenge,
        int tokenLength,
        Lockout.Rules lockout,
        boolean relayAny,
        int messageBytes,
        int outboxBytes,
        Duration stall) {

    /** As the specification says. */
    public static BridgeConfig of(Path dataDir, String hostname) {
        return new BridgeConfig(
                hostname,
                dataDir,
                Duration.ofSeconds(30),
                Duration.ofMillis(10),
                Duration.ofSeconds(30),
                40,
                new Lockout.Rules(2, Duration.ofMinutes(60), Duration.ofMinutes(60)),
                false,
                1 << 20,
                8 << 20,
                Duration.ofSeconds(5));
    }

    public BridgeConfig withTimes(Duration otherRecheck, Duration otherStall) {
        return new BridgeConfig(
                hostname,
                dataDir,
                otherRecheck,
                keyListDelay,
                challenge,
                tokenLength,
                lockout,
                relayAny,
                messageBytes,
                outboxBytes,
                otherStall);
    }

    public BridgeConfig withRelayAny(boolean any) {
        return new BridgeConfig(
                hostname,
                dataDir,
                recheck,
                keyListDelay,
                challenge,
                tokenLength,
                lockout,
                any,
                messageBytes,
                outboxBytes,
                stall);
    }
}
