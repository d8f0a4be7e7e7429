package carillon.testkit.property;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/**
 * A statement about all values that a generator makes. A failure names the seed, so that the very same run can be repeated,
 * and shows the smallest failing value that shrinking found.
 *
 * @param <T> the values; their {@code toString} ends up in the failure
 */
public final class Property<T> {

    /** Shrinking stops after this many tries: a smaller example is a comfort, not the point. */
    private static final int MAX_TRIES = 20_000;

    private final Function<RandomGenerator, T> generator;
    private final Function<T, Stream<T>> smaller;

    /**
     * @param generator makes a value from nothing but the random numbers
     * @param smaller values that are simpler than the given one, the simplest first
     */
    public Property(Function<RandomGenerator, T> generator, Function<T, Stream<T>> smaller) {
        this.generator = generator;
        this.smaller = smaller;
    }

    /** Tries the statement on {@code count} values. */
    public void check(long seed, int count, Predicate<T> statement) {
        var random = random(seed);
        for (int i = 0; i < count; i++) {
            tryOne(seed, i, generator.apply(random), statement);
        }
    }

    /** Tries the statement on as many values as fit into the time. */
    public void checkFor(Duration time, long seed, Predicate<T> statement) {
        var random = random(seed);
        long end = System.nanoTime() + time.toNanos();
        for (int i = 0; System.nanoTime() < end; i++) {
            tryOne(seed, i, generator.apply(random), statement);
        }
    }

    /** The generator behind every seeded test, by name, because the default may differ between JDKs. */
    public static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private void tryOne(long seed, int run, T value, Predicate<T> statement) {
        if (!holds(statement, value)) {
            throw new AssertionError("fails for seed " + seed + ", run " + run + ", shrunk to:\n"
                    + shrink(value, statement) + "\nfirst seen as:\n" + value);
        }
    }

    private T shrink(T failing, Predicate<T> statement) {
        T smallest = failing;
        int tries = 0;
        Optional<T> next = Optional.of(failing);
        while (next.isPresent() && tries++ < MAX_TRIES) {
            smallest = next.get();
            next = smaller.apply(smallest)
                    .filter(value -> !holds(statement, value))
                    .findFirst();
        }
        return smallest;
    }

    private boolean holds(Predicate<T> statement, T value) {
        try {
            return statement.test(value);
        } catch (RuntimeException | StackOverflowError thrown) {
            return false;
        }
    }
}
