package carillon.core.subscription;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A growing list without order, from which an element leaves in constant time because it knows its seat. The first sits
 * in the bag itself: of a million subscriptions most sit alone, and each array would be one more cache miss for an event.
 */
final class Bag<E extends Bag.Seated> {

    /** What can sit in one bag at a time. */
    abstract static class Seated {

        private int seat;
    }

    private static final Seated[] NONE = {};

    private @Nullable Seated first;
    /** Those from seat 1 on. */
    private @Nullable Seated[] others = NONE;

    private int size;

    void add(E element) {
        ((Seated) element).seat = size;
        put(size++, element);
    }

    /** Takes out an element that sits here; the last one moves to its seat. */
    @SuppressWarnings("ReferenceEquality") // This very element, whatever its equals says.
    void remove(E element) {
        int seat = ((Seated) element).seat;
        if (seat >= size || at(seat) != element) {
            throw new IllegalStateException("seat " + seat + " of " + size + " belongs to another element");
        }
        var last = get(--size);
        put(size, null);
        if (seat < size) {
            ((Seated) last).seat = seat;
            put(seat, last);
        }
        if (size - 1 <= others.length / 4) {
            others = size <= 1 ? NONE : Arrays.copyOf(others, others.length / 2);
        }
    }

    private @Nullable Seated at(int seat) {
        return seat == 0 ? first : others[seat - 1];
    }

    private void put(int seat, @Nullable Seated element) {
        if (seat == 0) {
            first = element;
            return;
        }
        if (seat > others.length) {
            others = Arrays.copyOf(others, Math.max(1, others.length * 2));
        }
        others[seat - 1] = element;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    // Only add() seats anybody, and it takes nothing but E.
    @SuppressWarnings("unchecked")
    E get(int seat) {
        var element = (E) at(seat);
        if (element == null) {
            throw new IndexOutOfBoundsException("seat " + seat + " of " + size);
        }
        return element;
    }
}
