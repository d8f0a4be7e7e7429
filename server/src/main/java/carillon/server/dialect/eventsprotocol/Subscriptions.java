package carillon.server.dialect.eventsprotocol;

import carillon.core.access.Principal;
import carillon.core.delivery.Outlet;
import carillon.core.error.ErrorCode;
import carillon.core.error.RefusedException;
import carillon.core.hub.Allowance;
import carillon.core.hub.Hub;
import carillon.core.hub.ReserveOutcome;
import carillon.core.hub.SubscribeRequest;
import carillon.core.hub.Subscription;
import carillon.sdk.event.Position;
import carillon.sdk.filter.Spec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one connection has subscribed to, by spec text. Any thread. */
final class Subscriptions {

    private final Hub hub;
    private final Supplier<Outlet> outlet;
    private final int most;

    // Both guarded by this; held for map operations alone.
    private final Map<String, Held> held = new LinkedHashMap<>();
    private boolean closed;
    private @Nullable Outlet opened;

    Subscriptions(Hub hub, Supplier<Outlet> outlet, int most) {
        this.hub = hub;
        this.outlet = outlet;
        this.most = most;
    }

    /** One subscription, begun or about to be. */
    static final class Held {
        final Principal principal;
        final Spec spec;
        final Position from;
        private final Allowance allowance;

        // Guarded by this.
        private @Nullable Subscription subscription;
        private boolean ended;

        Held(Principal principal, Spec spec, Position from, Allowance allowance) {
            this.principal = principal;
            this.spec = spec;
            this.from = from;
            this.allowance = allowance;
        }

        /**
         * From where to go on for a client that had got everything it was sent up to the offset. While a subscription is
         * replayed, live events of others overtake it: their offsets say nothing of it, and it begins again.
         */
        synchronized Position resumeFrom(@Nullable Position offset) {
            if (offset == null || subscription == null) {
                return from;
            }
            var live = subscription.liveFrom();
            return live.isPresent() && offset.sequence() >= live.getAsLong() ? offset : from;
        }
    }

    /**
     * Notes a subscription. Nothing is delivered until {@link #begin}, so that the caller can be answered first.
     *
     * @param since where to begin; null for now. What is stored between now and {@link #begin} is delivered as well
     */
    Held add(Principal principal, Spec spec, @Nullable Position since) {
        var allowance = reserve(principal, spec);
        var from = since == null ? hub.log().position() : since;
        var added = new Held(principal, spec, from, allowance);
        Held before;
        try {
            before = put(added);
        } catch (RefusedException refused) {
            allowance.release();
            throw refused;
        }
        if (before != null) {
            end(before);
        }
        return added;
    }

    private Allowance reserve(Principal principal, Spec spec) {
        return switch (hub.reserve(principal, List.of(spec))) {
            case ReserveOutcome.Reserved reserved -> reserved.allowance();
            case ReserveOutcome.Refused refused ->
                throw new RefusedException(
                        refused.refusal().code(), refused.refusal().detail());
        };
    }

    private synchronized @Nullable Held put(Held added) {
        if (closed) {
            throw new RefusedException(ErrorCode.CONFLICT, "the connection is over");
        }
        if (held.size() >= most && !held.containsKey(added.spec.text())) {
            throw new RefusedException(
                    ErrorCode.TOO_MANY_SUBSCRIPTIONS, "a connection has at most " + most + " subscriptions");
        }
        return held.put(added.spec.text(), added);
    }

    /** Starts delivery of what was added. */
    void begin(Held added) {
        var request = new SubscribeRequest(
                added.principal,
                added.spec,
                outlet(),
                added.from,
                coveredBefore(added),
                accepted -> accepted(added, accepted.subscription()));
        hub.subscribe(request, added.allowance);
    }

    private synchronized Outlet outlet() {
        var one = opened;
        if (one == null) {
            one = outlet.get();
            opened = one;
        }
        return one;
    }

    /** Specs that deliver the same stretch already: a replay must not repeat what they match. */
    private synchronized List<Spec> coveredBefore(Held added) {
        return held.values().stream()
                .takeWhile(other -> !other.equals(added))
                .filter(other -> other.from.sequence() <= added.from.sequence())
                .map(other -> other.spec)
                .toList();
    }

    private void accepted(Held added, Subscription subscription) {
        boolean tooLate;
        synchronized (added) {
            added.subscription = subscription;
            tooLate = added.ended;
        }
        if (tooLate) {
            hub.unsubscribe(subscription, () -> {});
        }
    }

    synchronized boolean isEmpty() {
        return held.isEmpty();
    }

    /** Ends the subscription with this text; false if there is none. */
    boolean remove(String spec) {
        Held removed;
        synchronized (this) {
            removed = held.remove(spec);
        }
        if (removed == null) {
            return false;
        }
        end(removed);
        return true;
    }

    private void end(Held ending) {
        Subscription subscription;
        synchronized (ending) {
            ending.ended = true;
            subscription = ending.subscription;
        }
        if (subscription == null) {
            // It was not begun, or ends as soon as the hub has accepted it.
            ending.allowance.release();
        } else {
            hub.unsubscribe(subscription, () -> {});
        }
    }

    /** Ends everything; gives what there was, for a client that may come back. */
    List<Held> close() {
        List<Held> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(held.values());
            held.clear();
        }
        all.forEach(this::end);
        return all;
    }
}
