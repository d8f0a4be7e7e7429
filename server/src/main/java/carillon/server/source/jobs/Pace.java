package carillon.server.source.jobs;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Spreads the reading of output over time, for all jobs together. Two hundred jobs that print as fast as they can would
 * otherwise take the processor from the hub; read slowly, they wait in their own write calls. Thread-safe.
 */
final class Pace {

    private final long bytesPerSecond;
    private final AtomicLong nextFree = new AtomicLong(System.nanoTime());

    Pace(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Books the reading of so many bytes, and returns how long to wait before the next read. */
    long nanosToWait(int bytes) {
        long cost = bytes * 1_000_000_000L / bytesPerSecond;
        long now = System.nanoTime();
        // Time not used is not saved up: nextFree never lags behind now.
        long begin = nextFree.getAndUpdate(free -> Math.max(free - now, 0) + now + cost);
        return Math.max(0, begin - now);
    }
}
