package carillon.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** How many subscribers have got each event, and how long it took some of them. Any thread. */
final class Deliveries {

    private static final int RING = 1 << 16;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(15);
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);

    private final int subscribers;
    private final AtomicIntegerArray counts = new AtomicIntegerArray(RING);
    private final AtomicLongArray sentAt = new AtomicLongArray(RING);
    private final LongAdder total = new LongAdder();
    private final List<SingleWriterRecorder> latencies = new ArrayList<>();
    private volatile boolean measuring;

    Deliveries(int subscribers) {
        this.subscribers = subscribers;
    }

    /** What takes the latencies of one event loop, which alone may write to it. */
    synchronized SingleWriterRecorder recorder() {
        var recorder = new SingleWriterRecorder(LONGEST, 2);
        latencies.add(recorder);
        return recorder;
    }

    void sending(long number, long nanoTime) {
        counts.set(slot(number), 0);
        sentAt.set(slot(number), nanoTime);
    }

    /** Counts one delivery; of one in a sample, its latency as well. */
    void arrived(long number, SingleWriterRecorder latency, boolean sampled) {
        counts.incrementAndGet(slot(number));
        if (measuring) {
            total.increment();
            if (sampled) {
                latency.recordValue(Math.clamp(System.nanoTime() - sentAt.get(slot(number)), 0, LONGEST));
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

    /** How many deliveries of these events have not come about, the last of them not included. */
    long missing(long from, long until) {
        if (until - from > RING / 2) {
            throw new IllegalArgumentException("so many events are not remembered: " + (until - from));
        }
        long missing = 0;
        for (long number = from; number < until; number++) {
            missing += Math.max(0, subscribers - counts.get(slot(number)));
        }
        return missing;
    }

    /** What was recorded since this was asked before. */
    synchronized Histogram takeLatency() {
        var all = new Histogram(LONGEST, 2);
        latencies.forEach(recorder -> all.add(recorder.getIntervalHistogram()));
        return all;
    }

    private static int slot(long number) {
        return (int) (number & (RING - 1));
    }
}
