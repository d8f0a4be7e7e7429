package carillon.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** How many subscribers have got each event, and how long it took some of them. Any thread. */
final class Deliveries {

    private static final int RING = 1 << 16;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(15);

    private final int subscribers;
    private final AtomicIntegerArray counts = new AtomicIntegerArray(RING);
    private final AtomicLongArray sentAt = new AtomicLongArray(RING);
    private final LongAdder total = new LongAdder();
    private final List<Histogram> latencies = new ArrayList<>();
    private volatile boolean measuring;

    Deliveries(int subscribers) {
        this.subscribers = subscribers;
    }

    /** A histogram for one event loop, which alone may write to it. */
    synchronized Histogram histogram() {
        var histogram = new Histogram(TimeUnit.MINUTES.toNanos(1), 2);
        latencies.add(histogram);
        return histogram;
    }

    void sending(long number, long nanoTime) {
        counts.set(slot(number), 0);
        sentAt.set(slot(number), nanoTime);
    }

    /** Counts one delivery; with a histogram, its latency as well. */
    void arrived(long number, Histogram latency, boolean sampled) {
        counts.incrementAndGet(slot(number));
        if (measuring) {
            total.increment();
            if (sampled) {
                latency.recordValue(Math.max(
                        0, Math.min(System.nanoTime() - sentAt.get(slot(number)), latency.getHighestTrackableValue())));
            }
        }
    }

    /** Waits until everybody has the event. */
    void await(long number) {
        long end = System.nanoTime() + PATIENCE;
        while (counts.get(slot(number)) < subscribers) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("event " + number + " reached " + counts.get(slot(number)) + " of "
                        + subscribers + " subscribers in 15 s");
            }
            LockSupport.parkNanos(50_000);
        }
    }

    void measure(boolean on) {
        measuring = on;
    }

    long total() {
        return total.sum();
    }

    /** Everything recorded; to be asked after the event loops have ended. */
    synchronized Histogram latency() {
        var all = new Histogram(TimeUnit.MINUTES.toNanos(1), 2);
        latencies.forEach(all::add);
        return all;
    }

    private static int slot(long number) {
        return (int) (number & (RING - 1));
    }
}
