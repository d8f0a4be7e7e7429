package carillon.benchmarks.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Clients that come, subscribe, stay for some seconds and go, wave after wave until closed. */
final class Visitors implements AutoCloseable {

    private static final int WAVE = 200;
    private static final long STAY_SECONDS = 3;

    private final AtomicLong gone = new AtomicLong();
    private final Thread thread;
    private volatile boolean coming = true;
    private volatile @Nullable Throwable failure;

    Visitors(String host, int port, String token) {
        thread = Thread.ofVirtual().start(() -> comeAndGo(host, port, token));
    }

    private void comeAndGo(String host, int port, String token) {
        try (var wave = new Subscribers(Protocol.DRP, new Deliveries(WAVE), token)) {
            while (coming) {
                wave.connect(host, port, WAVE);
                TimeUnit.SECONDS.sleep(STAY_SECONDS);
                wave.leave();
                gone.addAndGet(WAVE);
            }
        } catch (InterruptedException | RuntimeException broken) {
            failure = broken;
            System.err.println("visitors: " + broken);
        }
    }

    /** How many came and went so far. */
    long gone() {
        return gone.get();
    }

    /** What keeps them from coming or going. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** The last wave may stay to its end. */
    @Override
    public void close() {
        coming = false;
        try {
            thread.join();
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        }
    }
}
