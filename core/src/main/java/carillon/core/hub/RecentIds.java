package carillon.core.hub;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the latest events, so that publishing one twice stores it once. Bounded: when the window is full the oldest
 * id is forgotten. Thread-safe; the lock is held for a hash lookup and never across I/O.
 */
final class RecentIds {

    /** Where an id stands. */
    sealed interface Standing {

        /** Nobody has it; it now belongs to the publication that asked. */
        record Claimed() implements Standing {}

        /** It is stored. */
        record Known(long sequence) implements Standing {}

        /** Another publication, or the same one a few events earlier, is storing it right now. */
        record BeingStored(Publication by) implements Standing {}
    }

    private static final Standing CLAIMED = new Standing.Claimed();

    private final Map<String, Standing> standings = new HashMap<>();
    private final @Nullable String[] ring;
    private int next;

    RecentIds(int window) {
        this.ring = new @Nullable String[window];
    }

    synchronized Standing claim(String id, Publication publication) {
        var known = standings.get(id);
        if (known != null) {
            return known;
        }
        put(id, new Standing.BeingStored(publication));
        return CLAIMED;
    }

    /** The id is stored, by a publication or before this process started. */
    synchronized void remember(String id, long sequence) {
        var known = new Standing.Known(sequence);
        if (standings.replace(id, known) == null) {
            put(id, known);
        }
    }

    /** The id was not stored after all: whoever publishes it next may. */
    synchronized void release(String id) {
        standings.remove(id);
    }

    synchronized @Nullable Standing standing(String id) {
        return standings.get(id);
    }

    private void put(String id, Standing standing) {
        var oldest = ring[next];
        if (oldest != null) {
            standings.remove(oldest);
        }
        ring[next] = id;
        next = next + 1 == ring.length ? 0 : next + 1;
        standings.put(id, standing);
    }
}
