package carillon.core.hub;

import carillon.core.access.Authorizer.Visibility;
import carillon.core.access.OpenSessions;
import carillon.core.delivery.Outlet;
import carillon.core.subscription.MatchIndex;
import carillon.sdk.filter.Spec;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A standing request for events that was accepted. Its state belongs to the fan-out thread. */
public final class Subscription {

    final Spec spec;
    final Outlet outlet;
    final Visibility visibility;

    /** Released when the subscription ends. */
    final Allowance allowance;

    /** Set while live; fan-out thread only. */
    MatchIndex.@Nullable Handle handle;

    /** A replay delivered everything up to here; fan-out thread only. */
    long liveAfter;

    /** See {@link #liveFrom}; -1 before. Written by the fan-out thread. */
    private volatile long liveFrom = -1;

    /** Ended for good; written by the fan-out thread, read by a replay that may still run. */
    volatile boolean ended;

    /** Ends it when the credentials of whoever subscribed are revoked; set before the fan-out thread knows of it. */
    OpenSessions.Session session = OpenSessions.Session.NONE;

    Subscription(Spec spec, Outlet outlet, Visibility visibility, Allowance allowance) {
        this.spec = spec;
        this.outlet = outlet;
        this.visibility = visibility;
        this.allowance = allowance;
    }

    void goesLive(long after) {
        liveFrom = after;
    }

    /**
     * The last sequence of the moment in which the subscription went live; everything up to there was replayed, as far as it
     * was asked for. Empty as long as a replay goes on. Any thread.
     */
    public OptionalLong liveFrom() {
        long from = liveFrom;
        return from < 0 ? OptionalLong.empty() : OptionalLong.of(from);
    }

    public Spec spec() {
        return spec;
    }

    public Outlet outlet() {
        return outlet;
    }
}
