package carillon.core.subscription;

import org.jspecify.annotations.Nullable;

/**
 * A hash table whose elements know their hash and link the chains themselves. Not a {@code HashMap}: that would need a key
 * object for each probe of each event, and some 60 bytes and two cache misses more for each of a million elements.
 */
class Chains<E extends Chains.Link<E>> {

    /** What can stand in one table at a time. */
    abstract static class Link<E> {

        private final int hash;
        private @Nullable E next;

        Link(int hash) {
            this.hash = hash;
        }

        final int hash() {
            return hash;
        }

        /** The next element of the chain, which may have another hash. */
        final @Nullable E next() {
            return next;
        }
    }

    private static final int FEWEST_ROWS = 2;

    // Always a power of two long.
    private @Nullable E[] rows = rows(FEWEST_ROWS);
    private int size;

    /**
     * Spreads the bits of a hash over those that choose the row (the finalizer of MurmurHash3); different hashes stay different.
     * A single multiplication was not enough for numbers, whose hashes end in zeros: with a million of them a chain was three
     * times as long.
     */
    static int mix(int hash) {
        int spread = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
        spread = (spread ^ (spread >>> 13)) * 0xC2B2AE35;
        return spread ^ (spread >>> 16);
    }

    final boolean isEmpty() {
        return size == 0;
    }

    /** The first element of the chain in which those with this hash stand. */
    final @Nullable E first(int hash) {
        return rows[hash & (rows.length - 1)];
    }

    final void add(E element) {
        if (size >= rows.length) {
            resize(rows.length * 2);
        }
        link(rows, element);
        size++;
    }

    /** Takes out an element that is in the table. */
    @SuppressWarnings("ReferenceEquality") // This very element, whatever its equals says.
    final void remove(E element) {
        int row = row(rows, element);
        var at = rows[row];
        if (at == element) {
            rows[row] = element.next();
        } else {
            while (at != null && at.next() != element) {
                at = at.next();
            }
            if (at == null) {
                throw new IllegalStateException("the element is not in the table");
            }
            ((Link<E>) at).next = element.next();
        }
        ((Link<E>) element).next = null;
        size--;
        if (rows.length > FEWEST_ROWS && size < rows.length / 8) {
            resize(rows.length / 2);
        }
    }

    private void resize(int count) {
        @Nullable E[] fresh = rows(count);
        for (var chain : rows) {
            var element = chain;
            while (element != null) {
                var next = element.next();
                link(fresh, element);
                element = next;
            }
        }
        rows = fresh;
    }

    private static <E extends Link<E>> void link(@Nullable E[] rows, E element) {
        int row = row(rows, element);
        ((Link<E>) element).next = rows[row];
        rows[row] = element;
    }

    private static <E extends Link<E>> int row(@Nullable E[] rows, E element) {
        return element.hash() & (rows.length - 1);
    }

    // An array of a generic class cannot be made otherwise; it never leaves this object.
    @SuppressWarnings("unchecked")
    private static <E extends Link<E>> @Nullable E[] rows(int count) {
        return (E[]) new Link<?>[count];
    }
}
