package carillon.testkit.property;

import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Counts what kinds of values a statement was tried on and remembers the value that took longest: a generator that never
 * makes a kind tests nothing of it, and a text on which a parser nearly hangs is worth a look. One thread.
 *
 * @param <T> the values
 */
public final class Tally<T> {

    private final TreeMap<String, Long> counts = new TreeMap<>();
    private long tried;
    private long longestNanos;
    private @Nullable T longest;

    /** The kinds met so far. */
    public Set<String> kinds() {
        return counts.keySet();
    }

    /** Notes that the present value is, among others, of this kind. */
    public void count(String kind) {
        counts.merge(kind, 1L, Long::sum);
    }

    /** The same statement, timed. */
    public Predicate<T> timing(Predicate<T> statement) {
        return value -> {
            long start = System.nanoTime();
            boolean holds = statement.test(value);
            long took = System.nanoTime() - start;
            tried++;
            if (took > longestNanos) {
                longestNanos = took;
                longest = value;
            }
            return holds;
        };
    }

    /** Prints what a long run met. */
    @SuppressWarnings("SystemOut")
    public void report(String title) {
        System.out.printf(
                "%s: %,d values, the longest %,d us: %s%n%s%n", title, tried, longestNanos / 1_000, longest, counts);
    }
}
