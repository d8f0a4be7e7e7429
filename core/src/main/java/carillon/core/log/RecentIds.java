package carillon.core.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the latest events in the log, so that an event that is published twice is stored once. Bounded: when the window is
 * full the oldest id is forgotten. One thread changes it, any thread may look.
 */
final class RecentIds {

    /**
     * An id in the log.
     *
     * @param publisher the name of the principal who published the event
     * @param sequence where the event is
     */
    record Known(String id, String publisher, long sequence) {

        long hash() {
            return Hashes.of(id, sequence);
        }
    }

    /** What {@link #take} changed. */
    private record Step(
            Known taken, @Nullable Known sameId, @Nullable Known oldest) {}

    private final ConcurrentHashMap<String, Known> byId;
    private final @Nullable Known[] ring;
    private final List<Step> steps = new ArrayList<>();
    private long taken;
    private long hash;

    RecentIds(int window) {
        byId = new ConcurrentHashMap<>(window * 2);
        ring = new Known[window];
    }

    @Nullable
    Known get(String id) {
        return byId.get(id);
    }

    void take(Known known) {
        int slot = (int) (taken % ring.length);
        var oldest = ring[slot];
        if (oldest != null) {
            byId.remove(oldest.id, oldest);
            hash -= oldest.hash();
        }
        steps.add(new Step(known, byId.put(known.id, known), oldest));
        ring[slot] = known;
        hash += known.hash();
        taken++;
    }

    /** What was taken is durable. */
    void commit() {
        steps.clear();
    }

    /** What was taken since the last {@link #commit} is not in the log. */
    void rollBack() {
        for (var step : steps.reversed()) {
            taken--;
            hash -= step.taken.hash();
            if (step.sameId == null) {
                byId.remove(step.taken.id);
            } else {
                byId.put(step.taken.id, step.sameId);
            }
            ring[(int) (taken % ring.length)] = step.oldest;
            if (step.oldest != null) {
                hash += step.oldest.hash();
                byId.putIfAbsent(step.oldest.id, step.oldest);
            }
        }
        steps.clear();
    }

    int window() {
        return ring.length;
    }

    /** How many are known. */
    int size() {
        return (int) Math.min(taken, ring.length);
    }

    /** Of all ids that are known and their places, whatever order they came in. */
    long hash() {
        return hash;
    }
}
