package carillon.core.subscription;

/** How many wait for a start, or for an end, of each length, so that an event probes only the lengths that occur. */
final class Lengths {

    /** What is longer waits under its first or last so many characters: an event probes no more lengths than that. */
    private static final int MAX = 63;

    private final int[] counts = new int[MAX + 1];
    private long used;

    /** The length under which a text waits. */
    static int of(Object text) {
        return Math.min(MAX, ((String) text).length());
    }

    void count(int length, int change) {
        counts[length] += change;
        long bit = 1L << length;
        used = counts[length] == 0 ? used & ~bit : used | bit;
    }

    boolean contains(int length) {
        return (used >>> length & 1) != 0;
    }

    /** Zero if there is none. */
    int longest() {
        return used == 0 ? 0 : Long.SIZE - 1 - Long.numberOfLeadingZeros(used);
    }
}
