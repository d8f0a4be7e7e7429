package carillon.server.source.jobs;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Spreads bytes over time, for all jobs together. Two hundred jobs that print as fast as they can would otherwise take the
 * processor from the hub, and their events would overrun every subscriber; read slowly, they wait in their own write
 * calls. Thread-safe.
 */
final class Pace {

    private final long bytesPerSecond;
    private final AtomicLong nextFree = new AtomicLong(System.nanoTime());

    Pace(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** How long what is booked already will take. */
    long nanosBooked() {
        return Math.max(0, nextFree.get() - System.nanoTime());
    }

    /** Books so many bytes, and returns how long to wait before they may go. */
    long nanosToWait(int bytes) {
        long cost = bytes * 1_000_000_000L / bytesPerSecond;
        long now = System.nanoTime();
        // Time not used is not saved up: nextFree never lags behind now.
        long begin = nextFree.getAndUpdate(free -> Math.max(free - now, 0) + now + cost);
        return Math.max(0, begin - now);
    }
}
