package carillon.core.hub;

import carillon.core.access.Authorizer.Visibility;
import carillon.core.delivery.Outlet;
import carillon.core.subscription.MatchIndex;
import carillon.sdk.filter.Spec;
import org.jspecify.annotations.Nullable;

/** A standing request for events that was accepted. Its state belongs to the fan-out thread. */
public final class Subscription {

    final Spec spec;
    final Outlet outlet;
    final Visibility visibility;

    /** Set while live; fan-out thread only. */
    MatchIndex.@Nullable Handle handle;

    /** A replay delivered everything up to here; fan-out thread only. */
    long liveAfter;

    /** Ended for good; written by the fan-out thread, read by a replay that may still run. */
    volatile boolean ended;

    Subscription(Spec spec, Outlet outlet, Visibility visibility) {
        this.spec = spec;
        this.outlet = outlet;
        this.visibility = visibility;
    }

    public Spec spec() {
        return spec;
    }

    public Outlet outlet() {
        return outlet;
    }
}
