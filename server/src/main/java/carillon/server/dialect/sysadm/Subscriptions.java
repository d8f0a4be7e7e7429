package carillon.server.dialect.sysadm;

import carillon.core.access.Principal;
import carillon.core.delivery.Frame;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import carillon.core.hub.Hub;
import carillon.core.hub.SubscribeOutcome;
import carillon.core.hub.SubscribeRequest;
import carillon.core.hub.Subscription;
import carillon.sdk.filter.FieldMatch;
import carillon.sdk.filter.KeySource;
import carillon.sdk.filter.Selector;
import carillon.sdk.filter.Spec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classes that one session is subscribed to. Subscribing waits for the hub; one request of a session after another.
 *
 * <p>The hub is asked as the server itself: every logged-in client may see all three classes, whatever its claims
 * (section 6.5).
 */
final class Subscriptions {

    private final Hub hub;
    private final LastEvents last;
    private final Peer peer;
    private final Map<EventClass, Subscription> live = new EnumMap<>(EventClass.class);
    private boolean ended;

    Subscriptions(Hub hub, LastEvents last, Peer peer) {
        this.hub = hub;
        this.last = last;
        this.peer = peer;
    }

    /** A subscription to one class: whatever of it comes. */
    static Spec spec(EventClass wanted) {
        var types = new FieldMatch.OneOf(wanted.types());
        var any = new FieldMatch.Any();
        return new Spec(
                wanted.name(Dialect.HANDBOOK) + ".*.*",
                List.of(new Selector(types, any, any, new KeySource.EventKey())),
                null);
    }

    /**
     * Subscribes, and shows the last event if one is kept. Once subscribed already it does the same again, and ends the
     * first subscription afterwards: so no event is missed in between, and none comes twice, because the outlet takes each
     * event once.
     */
    void add(EventClass wanted) {
        var outcome = hub.subscribe(SubscribeRequest.live(
                        Principal.SYSTEM, spec(wanted), peer.outlet(), accepted -> replay(wanted)))
                .toCompletableFuture()
                .join();
        if (outcome instanceof SubscribeOutcome.Accepted accepted) {
            end(put(wanted, accepted.subscription()));
        }
    }

    /**
     * On the fan-out thread, before the first live event. The last event is an event like others: what a client that subscribes in a loop
     * and does not read has waiting is bounded by its outbox.
     */
    private void replay(EventClass wanted) {
        var outlet = peer.outlet();
        last.frame(wanted, outlet.format()).ifPresent(frame -> outlet.lane().execute(new Shown(outlet, frame)));
    }

    /** A last event on its way to the client. */
    private record Shown(Outlet outlet, Frame frame) implements Lane.Holding {

        @Override
        public void run() {
            outlet.writeEvents(List.of(frame));
        }

        @Override
        public void drop() {
            frame.release();
        }
    }

    /** Keeps the new one; returns the one to end: the old, or the new itself if the session is over meanwhile. */
    private synchronized @Nullable Subscription put(EventClass wanted, Subscription fresh) {
        return ended ? fresh : live.put(wanted, fresh);
    }

    void remove(EventClass wanted) {
        Subscription old;
        synchronized (this) {
            old = live.remove(wanted);
        }
        end(old);
    }

    void removeAll() {
        List<Subscription> all;
        synchronized (this) {
            all = List.copyOf(live.values());
            live.clear();
        }
        all.forEach(this::end);
    }

    /** The session is over for good. */
    void close() {
        synchronized (this) {
            ended = true;
        }
        removeAll();
    }

    private void end(@Nullable Subscription subscription) {
        if (subscription != null) {
            hub.unsubscribe(subscription, () -> {});
        }
    }
}
