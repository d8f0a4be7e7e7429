package carillon.server.dialect.drp;

import carillon.core.access.OpenSessions;
import carillon.core.access.Principal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Lets readers wait for the next change of an object. Who waits blocks its thread, and takes the place of a request: beyond
 * {@link #MOST} readers, or {@link #MOST_EACH} of one caller, nobody waits, as RFC 7240 leaves to the server. A place is free as soon
 * as its client has gone.
 */
final class ObjectWaits {

    static final int MOST = 200;
    static final int MOST_EACH = 50;

    private record Id(String type, String key) {}

    /**
     * A reader.
     *
     * @param principal whose places it takes one of, and whose credentials have to stay good
     * @param longest how long it would wait; not positive for not at all
     * @param gone completed when nobody waits for the answer any more
     */
    record Reader(Principal principal, Duration longest, CompletableFuture<Void> gone) {}

    private final OpenSessions sessions;
    private final Map<Id, CompletableFuture<Void>> changes = new ConcurrentHashMap<>();

    // Guarded by itself.
    private final Map<String, Integer> places = new HashMap<>();
    private int taken;

    ObjectWaits(OpenSessions sessions) {
        this.sessions = sessions;
    }

    void changed(String type, String key) {
        var waited = changes.remove(new Id(type, key));
        if (waited != null) {
            waited.complete(null);
        }
    }

    /** How many wait. */
    int waiting() {
        synchronized (places) {
            return taken;
        }
    }

    private boolean takes(String caller) {
        synchronized (places) {
            int mine = places.getOrDefault(caller, 0);
            if (taken >= MOST || mine >= MOST_EACH) {
                return false;
            }
            places.put(caller, mine + 1);
            taken++;
            return true;
        }
    }

    private void leaves(String caller) {
        synchronized (places) {
            places.computeIfPresent(caller, (name, mine) -> mine == 1 ? null : mine - 1);
            taken--;
        }
    }

    /**
     * Asks after each change until the answer is enough, or the reader waits no longer: then the last answer. Empty if the
     * credentials of the reader were revoked meanwhile.
     */
    <T> Optional<T> until(String type, String key, Reader reader, Supplier<T> ask, Predicate<T> enough) {
        var caller = reader.principal().name();
        if (!reader.longest().isPositive() || !takes(caller)) {
            return Optional.of(ask.get());
        }
        var session = sessions.open(reader.principal(), why -> reader.gone().complete(null));
        try {
            long deadline = System.nanoTime() + reader.longest().toNanos();
            while (true) {
                // Before it asks: a change in between must not be missed.
                var change = changes.computeIfAbsent(new Id(type, key), any -> new CompletableFuture<>());
                var answer = ask.get();
                if (enough.test(answer) || !happens(change, reader.gone(), deadline - System.nanoTime())) {
                    // Others that wait for the same change ask once more: none of them may be forgotten.
                    changed(type, key);
                    return sessions.whyRevoked(reader.principal()) == null ? Optional.of(answer) : Optional.empty();
                }
            }
        } finally {
            session.close();
            leaves(caller);
        }
    }

    private static boolean happens(CompletableFuture<Void> change, CompletableFuture<Void> gone, long nanos) {
        try {
            CompletableFuture.anyOf(change, gone).get(nanos, TimeUnit.NANOSECONDS);
            return !gone.isDone();
        } catch (TimeoutException | ExecutionException passed) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
