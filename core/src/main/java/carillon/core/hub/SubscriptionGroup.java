package carillon.core.hub;

import carillon.core.access.Authorizer.Visibility;
import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Group;
import carillon.core.subscription.MatchIndex;
import carillon.sdk.filter.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions for the same events, by the same rights, in the same format, each the only one of its connection: an event is
 * matched and handed over once for all of them. Fan-out thread only.
 */
final class SubscriptionGroup implements Subscriber {

    /** What they have in common. Visibilities are equal when they show the same; formats are compared by identity. */
    record Key(Spec spec, Visibility visibility, FrameFormat format) {

        static Key of(Subscription subscription) {
            return new Key(subscription.spec, subscription.visibility, subscription.outlet.format());
        }
    }

    private final Key key;
    private final Group outlets = new Group();
    private final List<Subscription> members = new ArrayList<>(1);
    private MatchIndex.@Nullable Handle handle;

    /** The last event that was handed over. */
    private long lastHandedOver;

    SubscriptionGroup(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }

    /** Where its events go. */
    Group outlets() {
        return outlets;
    }

    /** In no particular order. */
    List<Subscription> members() {
        return members;
    }

    /**
     * Marks an event as handed over.
     *
     * @return false if it was before: several placements of the spec in the match index lead here
     */
    boolean takes(long sequence) {
        if (lastHandedOver >= sequence) {
            return false;
        }
        lastHandedOver = sequence;
        return true;
    }

    void add(Subscription subscription) {
        subscription.group = this;
        subscription.place = members.size();
        members.add(subscription);
        outlets.join(subscription.outlet);
    }

    void remove(Subscription subscription) {
        subscription.group = null;
        var last = members.removeLast();
        if (!last.equals(subscription)) {
            members.set(subscription.place, last);
            last.place = subscription.place;
        }
        outlets.leave(subscription.outlet);
    }

    void standIn(MatchIndex<Subscriber> index) {
        handle = index.add(key.spec(), this);
    }

    void leave(MatchIndex<Subscriber> index) {
        index.remove(Objects.requireNonNull(handle));
    }
}
