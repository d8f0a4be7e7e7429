package carillon.core.delivery;

import org.jspecify.annotations.Nullable;

/**
 * Where a connection stands in what its lane has for it; all outlets of the connection share it. Lane thread only.
 *
 * <p>The owner calls {@link #catchUp} before it queues anything else for the connection, or that would overtake the events that
 * wait.
 */
public final class Backlog {

    /** Null while the connection is in none. */
    @Nullable
    GroupLog log;

    /** Its place among the members of the log. */
    int slot;

    /** The number of the next frame that it lacks. */
    long at;

    void stands(GroupLog in, int place, long next) {
        log = in;
        slot = place;
        at = next;
    }

    void standsNowhere() {
        log = null;
    }

    /** Writes what waits for the connection. The lane flushes later. */
    public void catchUp() {
        var known = log;
        if (known != null) {
            known.bring(this);
        }
    }
}
