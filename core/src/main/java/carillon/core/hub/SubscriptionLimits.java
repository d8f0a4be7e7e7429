package carillon.core.hub;

/**
 * What subscriptions may take up at a time, over all connections and dialects.
 *
 * @param each what those of one principal may take up. Accounts that share a name, as callers without credentials do, share this
 * @param all what those of all principals may take up
 */
public record SubscriptionLimits(Most each, Most all) {

    /** Room in memory, when nothing else is said. */
    private static final long HEAP = Runtime.getRuntime().maxMemory();

    /** One service may have 20,000 connections with a simple subscription each, on a heap of 300 MB as well. */
    public static final SubscriptionLimits DEFAULT = new SubscriptionLimits(
            new Most(100_000, Math.max(48L << 20, HEAP / 8), 1_000, 1_000_000),
            new Most(Integer.MAX_VALUE, Math.max(64L << 20, HEAP / 4), 5_000, 10_000_000));

    /**
     * Upper bounds.
     *
     * @param subscriptions how many
     * @param bytes of memory, estimated from texts, values and terms
     * @param paths different paths in filters: an event is looked through for each of them
     * @param price sum of the prices of different filters, in the unit of {@link carillon.sdk.filter.Filter#price()}: what
     *     an event costs at worst
     */
    public record Most(int subscriptions, long bytes, int paths, long price) {}
}
