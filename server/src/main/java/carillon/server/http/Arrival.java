package carillon.server.http;

/**
 * Notices that the rest of a body or message comes too slowly: the part that has come keeps memory that others need. One for each
 * connection, on its event loop.
 *
 * <p>The total time is not bounded. A caller with a slow link may send what it may send at all, as long as enough comes in each stretch of
 * the patience.
 */
final class Arrival {

    private final long patienceNanos;
    private final long least;
    private long mark;
    private long since;
    private boolean pending;

    /**
     * For one connection.
     *
     * @param patienceNanos how long it may take over the least
     * @param bytesPerSecond the least, on average over that time
     */
    Arrival(long patienceNanos, int bytesPerSecond) {
        this.patienceNanos = patienceNanos;
        this.least = Math.max(1, patienceNanos / 1_000 * bytesPerSecond / 1_000_000);
    }

    /** Nothing is being waited for, or something new. */
    void over() {
        pending = false;
    }

    /**
     * Whether something has been unfinished for longer than the patience, and less than the least has come meanwhile.
     *
     * @param came how many bytes of it
     */
    boolean tooSlow(long came, long now) {
        if (!pending || came < mark || came - mark >= least) {
            pending = true;
            mark = came;
            since = now;
            return false;
        }
        return now - since > patienceNanos;
    }
}
