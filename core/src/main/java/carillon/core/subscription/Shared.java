package carillon.core.subscription;

import org.jspecify.annotations.Nullable;

/**
 * Values that many have in common: of equal ones the first is kept for all of them, as long as somebody holds it. Nothing is
 * left when all have given theirs back. One thread.
 *
 * @param <T> has equality
 */
public final class Shared<T> {

    private static final class Held<T> {
        final T value;
        int holders;

        Held(T value) {
            this.value = value;
        }
    }

    private final ShrinkingMap<T, Held<T>> held = new ShrinkingMap<>();

    /** The value that was taken first of all equal ones; {@link #giveBack} is to follow once. */
    public T take(T value) {
        var one = held.computeIfAbsent(value, Held::new);
        one.holders++;
        return one.value;
    }

    /** One holder less; the value that was kept if that was the last one, otherwise null. */
    public @Nullable T giveBack(T value) {
        var one = held.get(value);
        if (one == null) {
            throw new IllegalStateException("nobody holds " + value);
        }
        if (--one.holders > 0) {
            return null;
        }
        held.remove(value);
        return one.value;
    }

    /** Whether anybody holds an equal value. */
    public boolean contains(@Nullable T value) {
        return value != null && held.get(value) != null;
    }

    /** How many different values are held. */
    public int size() {
        return held.size();
    }
}
