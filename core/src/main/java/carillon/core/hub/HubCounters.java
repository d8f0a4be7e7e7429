package carillon.core.hub;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the hub counts. Written by its threads without contention, read by whoever publishes metrics. */
public final class HubCounters {

    public final LongAdder published = new LongAdder();
    public final LongAdder duplicates = new LongAdder();
    public final LongAdder refused = new LongAdder();
    public final LongAdder matchNanos = new LongAdder();
    public final LongAdder matchedEvents = new LongAdder();
    /** How long the fan-out waited for readers half of whom were behind. */
    public final LongAdder waitedNanos = new LongAdder();

    /** Deliveries that did not happen because a dialect could not encode the event. */
    public final LongAdder unshown = new LongAdder();

    public final LongAdder replayed = new LongAdder();
    public final LongAdder replays = new LongAdder();
    /** Replays that could not go on, whose connections were ended. */
    public final LongAdder replaysBroken = new LongAdder();

    /** Subscriptions that were ended because their regular expressions would have searched an event for too long. */
    public final LongAdder tooExpensive = new LongAdder();

    public final LongAdder subscriptions = new LongAdder();

    private final Map<String, LongAdder> delivered = new ConcurrentHashMap<>();

    /** Frames handed over to connections of one dialect. */
    public LongAdder delivered(String dialect) {
        // get first: computeIfAbsent locks the bin even when the value is there.
        var adder = delivered.get(dialect);
        return adder != null ? adder : delivered.computeIfAbsent(dialect, _ -> new LongAdder());
    }

    public Map<String, LongAdder> delivered() {
        return Map.copyOf(delivered);
    }
}
