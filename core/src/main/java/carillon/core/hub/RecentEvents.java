package carillon.core.hub;

import carillon.sdk.event.StoredEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last events that were fanned out, so that a replay that has come close to the present can be completed in one step
 * on the fan-out thread and turn live without a gap. Bounded by number and by bytes: a few thousand large events would
 * otherwise be the whole memory of a server. Fan-out thread only.
 */
final class RecentEvents {

    private static final int BESIDE_THE_TEXTS = 256;

    private final @Nullable StoredEvent[] ring;
    private final int mask;
    private final long maxBytes;
    private long added;
    private long dropped;
    private long bytes;

    RecentEvents(int powerOfTwo, long maxBytes) {
        this.ring = new @Nullable StoredEvent[powerOfTwo];
        this.mask = powerOfTwo - 1;
        this.maxBytes = maxBytes;
    }

    void add(StoredEvent stored) {
        if (added - dropped == ring.length) {
            dropOldest();
        }
        ring[(int) (added++ & mask)] = stored;
        bytes += size(stored);
        // The newest stays, whatever its size: or no replay would ever be near enough.
        while (bytes > maxBytes && added - dropped > 1) {
            dropOldest();
        }
    }

    private void dropOldest() {
        int place = (int) (dropped++ & mask);
        var oldest = ring[place];
        ring[place] = null;
        bytes -= oldest == null ? 0 : size(oldest);
    }

    private static long size(StoredEvent stored) {
        var event = stored.event();
        return BESIDE_THE_TEXTS
                + (long) event.object().utf8().length
                + event.original().utf8().length
                + event.metadata().utf8().length
                + event.description().length();
    }

    /** Whether every event after a sequence that was fanned out since the start is still here. */
    boolean covers(long after, long firstFannedOut) {
        if (after + 1 < firstFannedOut) {
            return false;
        }
        if (dropped == 0) {
            return true;
        }
        var oldest = ring[(int) (dropped & mask)];
        return oldest != null && oldest.sequence() <= after + 1;
    }

    /** Everything after a sequence, oldest first. */
    void forEachAfter(long after, Consumer<StoredEvent> action) {
        for (long i = dropped; i < added; i++) {
            var stored = ring[(int) (i & mask)];
            if (stored != null && stored.sequence() > after) {
                action.accept(stored);
            }
        }
    }
}
