package carillon.server.dialect.eventsprotocol;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Socket.IO clients that may come back, by private id: those that were lost, for a while and so many at most, and those
 * that are there, for a client mostly knows of a broken connection before we do. Any thread.
 *
 * <p>A private id is no credential. It opens nothing to anybody but the principal that it was given to.
 */
final class Recoverable {

    /** Of all texts that are kept for lost clients, together. */
    private static final long MOST_CHARACTERS = 16 << 20;

    private record Lost(String principal, Returning client, long untilMillis) {

        long characters() {
            return client.subscriptions().stream()
                    .mapToLong(held -> held.spec.text().length())
                    .sum();
        }
    }

    /**
     * A client that may come back.
     *
     * @param sid the public id that it had
     */
    record Returning(String sid, List<Subscriptions.Held> subscriptions) {}

    private final Duration keep;
    private final int most;
    private final InstantSource clock;

    // All guarded by this. The lost ones oldest first, as all are kept equally long.
    private final Map<String, EventClient> present = new HashMap<>();
    private final LinkedHashMap<String, Lost> lost = new LinkedHashMap<>();
    private long characters;

    Recoverable(Duration keep, int most, InstantSource clock) {
        this.keep = keep;
        this.most = most;
        this.clock = clock;
    }

    /** Whether anything is kept at all. */
    boolean on() {
        return !keep.isZero();
    }

    /**
     * What the client with this id has subscribed to; empty if it is unknown, has nothing, or belongs to somebody else. If
     * it is thought to be there still, its connection ends. What is known of it stays until {@link #entered}, so that an
     * attempt that breaks off costs nothing.
     */
    Optional<Returning> find(String pid, String principal) {
        stale(pid, principal).ifPresent(EventClient::drop);
        return lost(pid, principal);
    }

    private synchronized Optional<EventClient> stale(String pid, String principal) {
        var stale = Optional.ofNullable(present.get(pid)).filter(client -> client.belongsTo(principal));
        stale.ifPresent(client -> keep(pid, client));
        return stale;
    }

    private synchronized Optional<Returning> lost(String pid, String principal) {
        forgetOld();
        return Optional.ofNullable(lost.get(pid))
                .filter(one -> one.principal().equals(principal))
                .map(Lost::client);
    }

    /** A client is there under its id. Whoever was there under the same id before is no longer. */
    void entered(String pid, EventClient client) {
        EventClient before;
        synchronized (this) {
            forget(pid);
            before = present.put(pid, client);
        }
        if (before != null) {
            before.drop();
        }
    }

    /** A client is there no more. Does nothing if another has taken its place, or it has been found as lost already. */
    synchronized void left(String pid, EventClient client, boolean mayReturn) {
        if (mayReturn && client.equals(present.get(pid))) {
            keep(pid, client);
        }
        present.remove(pid, client);
    }

    /** Takes a client for lost. */
    private void keep(String pid, EventClient client) {
        present.remove(pid);
        client.owner().ifPresent(owner -> {
            var subscriptions = client.endSubscriptions();
            if (!subscriptions.isEmpty()) {
                forgetOld();
                forget(pid);
                var one = new Lost(owner, new Returning(client.sid(), subscriptions), clock.millis() + keep.toMillis());
                lost.put(pid, one);
                characters += one.characters();
                while (lost.size() > most || characters > MOST_CHARACTERS) {
                    forget(lost.firstEntry().getKey());
                }
            }
        });
    }

    private void forgetOld() {
        long now = clock.millis();
        while (!lost.isEmpty() && lost.firstEntry().getValue().untilMillis() <= now) {
            forget(lost.firstEntry().getKey());
        }
    }

    private void forget(String pid) {
        var gone = lost.remove(pid);
        characters -= gone == null ? 0 : gone.characters();
    }
}
