package carillon.benchmarks.load;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/** How many subscribers have got each event, and how long it took some of them. Any thread. */
final class Deliveries {

    private static final int RING = 1 << 16;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(15);
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);

    private final int subscribers;
    private final AtomicLongArray sentAt = new AtomicLongArray(RING);

    /** How many event loops have not got an event for each of their subscribers yet, and who waits for that. */
    private final AtomicIntegerArray open = new AtomicIntegerArray(RING);

    private final AtomicReferenceArray<@Nullable Runnable> waiting = new AtomicReferenceArray<>(RING);
    private final List<Arrivals> loops = new CopyOnWriteArrayList<>();
    private volatile boolean measuring;

    Deliveries(int subscribers) {
        this.subscribers = subscribers;
    }

    /** What one event loop counts, alone: with common counters both processors waited for each other's at each delivery. */
    final class Arrivals {

        private final AtomicIntegerArray counts = new AtomicIntegerArray(RING);
        private final AtomicInteger subscribers = new AtomicInteger();
        private final AtomicLong total = new AtomicLong();
        private final SingleWriterRecorder latency = new SingleWriterRecorder(LONGEST, 2);

        /** One more subscriber is on this loop; before anything is published. */
        void subscribed() {
            subscribers.incrementAndGet();
        }

        /** Counts one delivery; of one in a sample, its latency as well. */
        void add(long number, boolean sampled) {
            int slot = slot(number);
            int count = counts.getPlain(slot) + 1;
            counts.setRelease(slot, count);
            if (measuring) {
                total.setRelease(total.getPlain() + 1);
                if (sampled) {
                    latency.recordValue(Math.clamp(System.nanoTime() - sentAt.get(slot), 0, LONGEST));
                }
            }
            if (count == subscribers.getPlain()) {
                complete(slot);
            }
        }
    }

    /** For a new event loop. */
    Arrivals arrivals() {
        var arrivals = new Arrivals();
        loops.add(arrivals);
        return arrivals;
    }

    /**
     * An event is about to be sent.
     *
     * @param complete runs once everybody has it, on the event loop of the last subscriber
     */
    void sending(long number, long nanoTime, Runnable complete) {
        int slot = slot(number);
        for (var loop : loops) {
            loop.counts.set(slot, 0);
        }
        open.set(slot, loops.size());
        waiting.set(slot, complete);
        sentAt.set(slot, nanoTime);
    }

    private void complete(int slot) {
        if (open.decrementAndGet(slot) == 0) {
            var complete = waiting.getAndSet(slot, null);
            if (complete != null) {
                complete.run();
            }
        }
    }

    private int count(long number) {
        int count = 0;
        for (var loop : loops) {
            count += loop.counts.get(slot(number));
        }
        return count;
    }

    /** How many events somebody has been waiting for, for too long. */
    long overdue() {
        long now = System.nanoTime();
        long overdue = 0;
        for (int slot = 0; slot < RING; slot++) {
            if (open.get(slot) > 0 && now - sentAt.get(slot) > PATIENCE) {
                overdue++;
            }
        }
        return overdue;
    }

    /** Waits until everybody has the event that this thread has sent, and that unparks it. */
    void await(long number) {
        long end = System.nanoTime() + PATIENCE;
        while (open.get(slot(number)) > 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException("event " + number + " reached " + count(number) + " of " + subscribers
                        + " subscribers in 15 s");
            }
            LockSupport.parkNanos(this, left);
        }
    }

    void measure(boolean on) {
        measuring = on;
    }

    long total() {
        return loops.stream().mapToLong(loop -> loop.total.get()).sum();
    }

    /** How many deliveries of these events have not come about, the last of them not included. */
    long missing(long from, long until) {
        if (until - from > RING / 2) {
            throw new IllegalArgumentException("so many events are not remembered: " + (until - from));
        }
        long missing = 0;
        for (long number = from; number < until; number++) {
            missing += Math.max(0, subscribers - count(number));
        }
        return missing;
    }

    /** What was recorded since this was asked before. */
    synchronized Histogram takeLatency() {
        var all = new Histogram(LONGEST, 2);
        loops.forEach(loop -> all.add(loop.latency.getIntervalHistogram()));
        return all;
    }

    private static int slot(long number) {
        return (int) (number & (RING - 1));
    }
}
