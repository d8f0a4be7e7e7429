package carillon.core.delivery;

import org.jspecify.annotations.Nullable;

/**
 * What a lane holds for one connection until it visits it; all outlets of the connection share it. Lane thread only.
 *
 * <p>The owner calls {@link #catchUp} before it queues anything else for the connection, or that would overtake the events that
 * wait here.
 */
public final class Backlog {

    /** The connection is in the lane's ring. */
    boolean dirty;

    private @Nullable Run run;

    /** The one that the connection is written to by; set with the run. */
    private @Nullable Outlet outlet;

    @Nullable
    Run run() {
        return run;
    }

    void put(Run next, Outlet writer) {
        run = next;
        outlet = writer;
    }

    /** Writes what waits here. The lane flushes later. */
    public void catchUp() {
        var waiting = run;
        var writer = outlet;
        if (waiting != null && writer != null) {
            run = null;
            waiting.giveTo(writer);
        }
    }
}
