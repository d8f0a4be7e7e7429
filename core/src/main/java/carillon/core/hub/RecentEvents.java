package carillon.core.hub;

import carillon.sdk.event.StoredEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last events that were fanned out, so that a replay that has come close to the present can be completed in one step
 * on the fan-out thread and turn live without a gap. Fan-out thread only.
 */
final class RecentEvents {

    private final @Nullable StoredEvent[] ring;
    private final int mask;
    private long added;

    RecentEvents(int powerOfTwo) {
        ring = new @Nullable StoredEvent[powerOfTwo];
        mask = powerOfTwo - 1;
    }

    void add(StoredEvent stored) {
        ring[(int) (added++ & mask)] = stored;
    }

    /** Whether every event after a sequence that was fanned out since the start is still here. */
    boolean covers(long after, long firstFannedOut) {
        if (after + 1 < firstFannedOut) {
            return false;
        }
        if (added <= mask) {
            return true;
        }
        var oldest = ring[(int) (added & mask)];
        return oldest != null && oldest.sequence() <= after + 1;
    }

    /** Everything after a sequence, oldest first. */
    void forEachAfter(long after, Consumer<StoredEvent> action) {
        for (long i = Math.max(0, added - ring.length); i < added; i++) {
            var stored = ring[(int) (i & mask)];
            if (stored != null && stored.sequence() > after) {
                action.accept(stored);
            }
        }
    }
}
