package carillon.server.dialect.eventsprotocol;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * What lost Socket.IO clients had subscribed to, by private id, for a while. Bounded by time and number. Any thread.
 */
final class Recoverable {

    private record Kept(List<Subscriptions.Held> subscriptions, long untilMillis) {}

    private final Duration keep;
    private final int most;
    private final InstantSource clock;

    // Guarded by this; oldest first, as all are kept equally long.
    private final LinkedHashMap<String, Kept> kept = new LinkedHashMap<>();

    Recoverable(Duration keep, int most, InstantSource clock) {
        this.keep = keep;
        this.most = most;
        this.clock = clock;
    }

    synchronized void put(String pid, List<Subscriptions.Held> subscriptions) {
        forgetOld();
        if (kept.size() >= most) {
            kept.remove(kept.firstEntry().getKey());
        }
        kept.put(pid, new Kept(subscriptions, clock.millis() + keep.toMillis()));
    }

    /** Gives and forgets. */
    synchronized Optional<List<Subscriptions.Held>> take(String pid) {
        forgetOld();
        return Optional.ofNullable(kept.remove(pid)).map(Kept::subscriptions);
    }

    synchronized int size() {
        forgetOld();
        return kept.size();
    }

    private void forgetOld() {
        long now = clock.millis();
        while (!kept.isEmpty() && kept.firstEntry().getValue().untilMillis() <= now) {
            kept.remove(kept.firstEntry().getKey());
        }
    }
}
