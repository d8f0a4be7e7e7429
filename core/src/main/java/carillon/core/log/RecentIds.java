package carillon.core.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the latest events in the log, so that an event that is published twice is stored once. Bounded: with each new id beyond
 * the window the oldest is forgotten. What is taken in counts at once for the one who decides, and for others when it is durable.
 * One thread decides; any thread may look at what is durable.
 */
final class RecentIds {

    /**
     * An id in the log.
     *
     * @param publisher the name of the principal who published the event
     * @param sequence where the event is
     * @param number which id this is, of all that were ever taken in
     * @param hash of id and sequence
     */
    record Known(String id, String publisher, long sequence, long number, long hash) {}

    private final ConcurrentHashMap<String, Known> byId;
    private final @Nullable Known[] ring;

    // Of the one who decides: those that are not durable yet, in order and by id.
    private final List<Known> waiting = new ArrayList<>();
    private final Map<String, Known> waitingById = new HashMap<>();
    private long committed;
    private long hash;

    RecentIds(int window) {
        byId = new ConcurrentHashMap<>(window * 2);
        ring = new Known[window];
    }

    /** An id that is durable; null if it is not known. Any thread. */
    @Nullable
    Known durable(String id) {
        return byId.get(id);
    }

    /** An id as the one who decides has to see it: one that is pushed out by what waits is forgotten already. */
    @Nullable
    Known get(String id) {
        var known = waiting.isEmpty() ? null : waitingById.get(id);
        if (known == null) {
            known = byId.get(id);
        }
        return known != null && known.number >= taken() - ring.length ? known : null;
    }

    /** How many were ever taken in. */
    private long taken() {
        return committed + waiting.size();
    }

    void take(String id, String publisher, long sequence) {
        var known = new Known(id, publisher, sequence, taken(), Hashes.of(id, sequence));
        waiting.add(known);
        waitingById.put(id, known);
    }

    /** What was taken in is durable. */
    void commit() {
        for (int i = 0; i < waiting.size(); i++) {
            var known = waiting.get(i);
            int slot = (int) (known.number % ring.length);
            var oldest = ring[slot];
            if (oldest != null) {
                byId.remove(oldest.id, oldest);
                hash -= oldest.hash;
            }
            ring[slot] = known;
            byId.put(known.id, known);
            hash += known.hash;
        }
        committed = taken();
        rollBack();
    }

    /** What was taken in since the last {@link #commit} is not in the log. */
    void rollBack() {
        waiting.clear();
        waitingById.clear();
    }

    int window() {
        return ring.length;
    }

    /** How many are known, with those that wait. */
    int size() {
        return (int) Math.min(taken(), ring.length);
    }

    /** Of all ids that are known and their places, with those that wait. */
    long hash() {
        long sum = hash;
        for (int i = 0; i < waiting.size(); i++) {
            var known = waiting.get(i);
            var oldest = i < ring.length ? ring[(int) (known.number % ring.length)] : waiting.get(i - ring.length);
            sum += known.hash - (oldest == null ? 0 : oldest.hash);
        }
        return sum;
    }
}
