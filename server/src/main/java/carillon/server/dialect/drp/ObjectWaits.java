package carillon.server.dialect.drp;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Lets readers wait for the next change of an object. Who waits blocks its thread, and takes the place of a request: beyond
 * {@link #MOST} readers nobody waits, as RFC 7240 leaves to the server.
 */
final class ObjectWaits {

    static final int MOST = 200;

    private record Id(String type, String key) {}

    private final Map<Id, CompletableFuture<Void>> changes = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(MOST);

    void changed(String type, String key) {
        var waited = changes.remove(new Id(type, key));
        if (waited != null) {
            waited.complete(null);
        }
    }

    /** Asks after each change until the answer is enough, or the time has passed: then the last answer. */
    <T> T until(String type, String key, Duration longest, Supplier<T> ask, Predicate<T> enough) {
        if (!longest.isPositive() || !places.tryAcquire()) {
            return ask.get();
        }
        try {
            long deadline = System.nanoTime() + longest.toNanos();
            while (true) {
                // Before it asks: a change in between must not be missed.
                var change = changes.computeIfAbsent(new Id(type, key), any -> new CompletableFuture<>());
                var answer = ask.get();
                if (enough.test(answer) || !happens(change, deadline - System.nanoTime())) {
                    // Others that wait for the same change ask once more: none of them may be forgotten.
                    changed(type, key);
                    return answer;
                }
            }
        } finally {
            places.release();
        }
    }

    private static boolean happens(CompletableFuture<Void> change, long nanos) {
        try {
            change.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException passed) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
