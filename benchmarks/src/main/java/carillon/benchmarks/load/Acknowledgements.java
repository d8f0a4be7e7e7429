package carillon.benchmarks.load;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** How many requests were acknowledged, and how long each took. Counted by event loop, without contention. */
final class Acknowledgements {

    private final Map<Object, Counter> counters = new ConcurrentHashMap<>();
    private volatile boolean measuring;
    private volatile boolean failed;

    Counter counter(Object eventLoop) {
        return counters.computeIfAbsent(eventLoop, _ -> new Counter());
    }

    void measure(boolean on) {
        measuring = on;
    }

    /** Something went wrong: the figures are not to be believed. */
    void failed(String why) {
        if (measuring || !failed) {
            System.err.println(why);
        }
        failed = true;
    }

    boolean failed() {
        return failed;
    }

    long requests() {
        return latency().getTotalCount();
    }

    /** Everything recorded; to be asked when nothing is measured any more. */
    Histogram latency() {
        var all = new Histogram(TimeUnit.MINUTES.toNanos(1), 2);
        counters.values().forEach(counter -> all.add(counter.latency));
        return all;
    }

    /** The counter of one event loop, which alone may write to it. */
    final class Counter {

        private final Histogram latency = new Histogram(TimeUnit.MINUTES.toNanos(1), 2);

        void count(long nanos) {
            if (measuring) {
                latency.recordValue(Math.min(nanos, latency.getHighestTrackableValue()));
            }
        }
    }
}
