package carillon.core.subscription;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A growing list without order, from which an element leaves in constant time because it knows its seat. Starts with one
 * seat: of a million subscriptions most sit alone.
 */
final class Bag<E extends Bag.Seated> {

    /** What can sit in one bag at a time. */
    abstract static class Seated {

        private int seat;
    }

    private @Nullable Seated[] seats = new Seated[1];
    private int size;

    void add(E element) {
        if (size == seats.length) {
            seats = Arrays.copyOf(seats, size * 2);
        }
        ((Seated) element).seat = size;
        seats[size++] = element;
    }

    /** Takes out an element that sits here; the last one moves to its seat. */
    @SuppressWarnings("ReferenceEquality") // This very element, whatever its equals says.
    void remove(E element) {
        int seat = ((Seated) element).seat;
        var last = seats[--size];
        if (last == null || seats[seat] != element) {
            throw new IllegalStateException("seat " + seat + " of " + (size + 1) + " belongs to another element");
        }
        seats[size] = null;
        if (seat < size) {
            seats[seat] = last;
            last.seat = seat;
        }
        if (size > 0 && size <= seats.length / 4) {
            seats = Arrays.copyOf(seats, seats.length / 2);
        }
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    // Only add() fills the seats, and it takes nothing but E.
    @SuppressWarnings("unchecked")
    E get(int seat) {
        var element = (E) seats[seat];
        if (element == null) {
            throw new IndexOutOfBoundsException("seat " + seat + " of " + size);
        }
        return element;
    }
}
