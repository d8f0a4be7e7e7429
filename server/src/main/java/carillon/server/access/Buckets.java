package carillon.server.access;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A bounded number of buckets by name. Only one that is full again makes room for another: it would be made anew as it is. As
 * long as there is none, all further names share one bucket, so that inventing names empties nobody's count. Not thread-safe.
 */
final class Buckets {

    /** How many of the longest unused are looked at for one that is full. */
    private static final int LOOKED_AT = 8;

    private final int most;
    private final int capacity;
    private final Supplier<Bucket> make;
    private final Bucket shared;
    private final Map<String, Bucket> byName = new LinkedHashMap<>(64, 0.75f, true);

    /**
     * Buckets of one size.
     *
     * @param most how many there are at a time, beside the shared one
     */
    Buckets(int most, int capacity, int refilledInAMinute) {
        this.most = most;
        this.capacity = capacity;
        this.make = () -> Bucket.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(capacity)
                        .refillGreedy(refilledInAMinute, Duration.ofMinutes(1))
                        .build())
                .build();
        this.shared = make.get();
    }

    Bucket of(String name) {
        var known = byName.get(name);
        if (known != null) {
            return known;
        }
        if (byName.size() >= most && !makesRoom()) {
            return shared;
        }
        var fresh = make.get();
        byName.put(name, fresh);
        return fresh;
    }

    private boolean makesRoom() {
        Iterator<Bucket> longestUnused = byName.values().iterator();
        for (int i = 0; i < LOOKED_AT && longestUnused.hasNext(); i++) {
            if (longestUnused.next().getAvailableTokens() >= capacity) {
                longestUnused.remove();
                return true;
            }
        }
        return false;
    }
}
