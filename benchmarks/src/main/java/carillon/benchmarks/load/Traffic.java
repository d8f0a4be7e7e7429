package carillon.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Publishers of live events: at a fixed rate for all of them together, or each with its next event as soon as everybody has
 * the one before (closed loop).
 */
final class Traffic implements LiveTraffic {

    private final Deliveries deliveries;
    private final double rate;
    private final long begin = System.nanoTime();
    private final AtomicLong next = new AtomicLong();
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable Throwable failure;

    /**
     * Starts.
     *
     * @param rate events a second, 0 for the closed loop
     */
    Traffic(Deliveries deliveries, List<Publisher> publishers, double rate) {
        this.deliveries = deliveries;
        this.rate = rate;
        for (var publisher : publishers) {
            threads.add(Thread.ofVirtual().start(() -> publish(publisher)));
        }
    }

    private void publish(Publisher publisher) {
        var thread = Thread.currentThread();
        Runnable wake = () -> LockSupport.unpark(thread);
        try (publisher) {
            while (running.get()) {
                long number = next.getAndIncrement();
                long due = rate == 0 ? System.nanoTime() : begin + (long) (number * 1e9 / rate);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                deliveries.sending(number, due, wake);
                publisher.publish(number);
                if (rate == 0) {
                    deliveries.await(number);
                }
            }
        } catch (IOException | RuntimeException broken) {
            failure = broken;
            System.err.println("publisher: " + broken);
        }
    }

    /** How many events there are: each has a number below, and all but the latest are on their way. */
    long events() {
        return next.get();
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public void close() {
        running.set(false);
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        }
    }
}
