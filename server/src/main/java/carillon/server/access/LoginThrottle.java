package carillon.server.access;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many passwords may be tried: by address and by name. An attempt is counted before it is checked, so that as many at
 * once are not as many guesses more, and given back when the password was right. Bounded tables; any thread, never blocks.
 *
 * <p>Loopback is not counted by address: behind a proxy on this machine everybody comes from there. A name is not counted
 * where it has logged in before: others cannot lock its owner out of a place that is known.
 */
final class LoginThrottle {

    private static final int BY_ADDRESS = 20;
    private static final int BY_NAME = 30;
    private static final int A_MINUTE = 10;
    private static final int MOST_KEPT = 10_000;

    // All three guarded by this; held for looking up and counting alone. What is taken is taken in the same turn, or a
    // bucket
    // that is full still could make room for another meanwhile.
    private final Buckets addresses;
    private final Buckets names;
    private final Map<Place, Boolean> known = oldestGoes();

    LoginThrottle() {
        this(MOST_KEPT);
    }

    /** One that counts so many addresses and names each by themselves. */
    LoginThrottle(int mostKept) {
        addresses = new Buckets(mostKept, BY_ADDRESS, A_MINUTE);
        names = new Buckets(mostKept, BY_NAME, A_MINUTE);
    }

    /** Where a name has logged in. */
    private record Place(String address, String name) {}

    /** One attempt that may be made. */
    final class Attempt {

        private final Place place;
        private final @Nullable Bucket byAddress;
        private final @Nullable Bucket byName;

        private Attempt(Place place, @Nullable Bucket byAddress, @Nullable Bucket byName) {
            this.place = place;
            this.byAddress = byAddress;
            this.byName = byName;
        }

        /** The password was right: it counts for nothing, and this place is known from here on. */
        void succeeded() {
            giveBack();
            remember(place);
        }

        /** It was not checked at all. */
        void giveBack() {
            if (byAddress != null) {
                byAddress.addTokens(1);
            }
            if (byName != null) {
                byName.addTokens(1);
            }
        }
    }

    /** Whether one more attempt may be made. */
    sealed interface Verdict {

        record Allowed(Attempt attempt) implements Verdict {}

        record TooMany(Duration retryAfter) implements Verdict {}
    }

    synchronized Verdict attempt(String address, String name) {
        var place = new Place(address, name);
        return attempt(place, addressBucket(address), known.containsKey(place) ? null : names.of(name));
    }

    private @Nullable Bucket addressBucket(String address) {
        return address.equals("loopback") ? null : addresses.of(address);
    }

    private Verdict attempt(Place place, @Nullable Bucket byAddress, @Nullable Bucket byName) {
        if (byAddress != null) {
            var taken = byAddress.tryConsumeAndReturnRemaining(1);
            if (!taken.isConsumed()) {
                return new Verdict.TooMany(Duration.ofNanos(taken.getNanosToWaitForRefill()));
            }
        }
        if (byName != null) {
            var taken = byName.tryConsumeAndReturnRemaining(1);
            if (!taken.isConsumed()) {
                // The address keeps its count: it may be trying name after name.
                return new Verdict.TooMany(Duration.ofNanos(taken.getNanosToWaitForRefill()));
            }
        }
        return new Verdict.Allowed(new Attempt(place, byAddress, byName));
    }

    /** Whether one more attempt may be made that no name comes with. */
    synchronized Verdict attempt(String address) {
        return attempt(new Place(address, ""), addressBucket(address), null);
    }

    private synchronized void remember(Place place) {
        known.put(place, true);
    }

    /** To be in here takes a right password. */
    private static <K, V> Map<K, V> oldestGoes() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MOST_KEPT;
            }
        };
    }
}
