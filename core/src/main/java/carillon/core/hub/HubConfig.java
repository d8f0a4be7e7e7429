package carillon.core.hub;

import java.time.Duration;

/**
 * The hub's limits.
 *
 * @param maxEventBytes largest encoded event
 * @param maxBatchEvents most events in one publish
 * @param recentEvents how many of the latest events are kept in memory for replays that come close to the present
 * @param maxIndexBacklog how many records the history may be behind before publishers are slowed: their
 *     acknowledgements wait, nothing is dropped
 * @param maxPendingBytes how much may wait between log and fan-out before publishing is refused as overloaded
 * @param maxFilterPrice dearest filter that may be registered, in the unit of {@link
 *     carillon.sdk.filter.Filter#price()}
 * @param replayThreads on how many threads replays take turns: fewer than there are processors, so that the past never keeps the
 *     present from running
 * @param subscriptions what subscriptions may take up together
 * @param drain how long {@link Hub#close()} waits for the history to catch up
 */
public record HubConfig(
        int maxEventBytes,
        int maxBatchEvents,
        int recentEvents,
        long maxIndexBacklog,
        long maxPendingBytes,
        int maxFilterPrice,
        int replayThreads,
        SubscriptionLimits subscriptions,
        Duration drain) {

    public static final HubConfig DEFAULT = new HubConfig(
            1 << 20,
            10_000,
            4_096,
            1_000_000,
            256L << 20,
            100_000,
            Math.max(1, Runtime.getRuntime().availableProcessors() / 4),
            SubscriptionLimits.DEFAULT,
            Duration.ofSeconds(5));

    public HubConfig with(SubscriptionLimits other) {
        return new HubConfig(
                maxEventBytes,
                maxBatchEvents,
                recentEvents,
                maxIndexBacklog,
                maxPendingBytes,
                maxFilterPrice,
                replayThreads,
                other,
                drain);
    }

    public HubConfig {
        if (Integer.bitCount(recentEvents) != 1) {
            throw new IllegalArgumentException("recentEvents must be a power of two: " + recentEvents);
        }
    }
}
