package carillon.core.delivery;

import carillon.core.thread.LastResort;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames that follow one another for the connections that stand at the same place in a lane's log. Connections that want the
 * same events and were visited last between the same two events share runs, so the bytes of a run are joined once, and each
 * connection gets them in one write. Runs form a tree: a run goes on from the one before it by one frame.
 *
 * <p>A run owns one reference of its frame for each connection that passed it. It gives them back together when no connection
 * ends here any more and no run goes on from here. Lane thread only.
 */
final class Run {

    /** A run ends here: a slow connection that cannot take it whole should not have to take much more than it can. */
    private static final int MAX_BYTES = 32 * 1024;

    private final @Nullable Run before;
    private final Frame frame;
    private final int length;
    private final int bytes;

    /** The run that goes on with the latest frame. Events come one after another, so no older one is asked for again. */
    private @Nullable Run after;

    /** How many connections end here. */
    private int connections;

    /** How many runs go on from here. */
    private int goingOn;

    /** References of the frame that this run owns. */
    private int references;

    private boolean shared;
    private @Nullable Frame whole;

    private Run(@Nullable Run before, Frame frame) {
        this.before = before;
        this.frame = frame;
        this.length = before == null ? 1 : before.length + 1;
        this.bytes = before == null ? frame.bytes() : before.bytes + frame.bytes();
    }

    /**
     * The run that a connection begins with when nothing waits for it.
     *
     * @param other one that another connection has begun with, maybe with the same frame
     */
    static Run begin(@Nullable Run other, Frame frame) {
        var run = other != null && other.before == null && other.isFor(frame) ? other : new Run(null, frame);
        return run.enter();
    }

    boolean hasRoomFor(Frame next) {
        return bytes + next.bytes() <= MAX_BYTES;
    }

    /** A connection that ended here goes on with a frame, whose reference goes along. */
    Run goOn(Frame next) {
        var run = after;
        if (run == null || !run.isFor(next)) {
            run = new Run(this, next);
            after = run;
            goingOn++;
        }
        run.enter();
        leave();
        return run;
    }

    private boolean isFor(Frame wanted) {
        return !over() && frame.equals(wanted);
    }

    private Run enter() {
        connections++;
        references++;
        return this;
    }

    /** Writes everything in the run to one of the connections that end here, which leaves it. */
    void giveTo(Outlet outlet) {
        try {
            if (!shared) {
                shared = true;
                // A connection that is alone in what it wants gets the frames as they are: a copy would help no other.
                whole = length > 1 && connections > 1 ? joined(outlet.lane().lastResort()) : null;
            }
            if (whole != null) {
                whole.retain(1);
                outlet.write(whole);
            } else if (length == 1) {
                take(outlet);
            } else {
                path().forEach(run -> run.take(outlet));
            }
        } finally {
            leave();
            endIfOver();
        }
    }

    private void leave() {
        connections--;
        if (connections == 0) {
            dropCopy();
        }
    }

    private void dropCopy() {
        var copy = whole;
        whole = null;
        if (copy != null) {
            copy.release();
        }
    }

    private void take(Outlet outlet) {
        references--;
        outlet.write(frame);
    }

    private boolean over() {
        return connections == 0 && goingOn == 0;
    }

    private void endIfOver() {
        var run = this;
        while (run != null && run.over()) {
            run.giveBack();
            var parent = run.before;
            if (parent != null) {
                parent.goingOn--;
                if (parent.after == run) {
                    parent.after = null;
                }
            }
            run = parent;
        }
    }

    private void giveBack() {
        if (references > 0) {
            frame.release(references);
            references = 0;
        }
    }

    /** Null if frames of this kind go one by one, or if there is no room for a copy: they do without it then. */
    private @Nullable Frame joined(LastResort lastResort) {
        try {
            return frame.join(path().stream().map(run -> run.frame).toList());
        } catch (Throwable noRoom) {
            var _ = lastResort.judge(noRoom);
            return null;
        }
    }

    private List<Run> path() {
        var path = new ArrayList<Run>(length);
        for (var run = this; run != null; run = run.before) {
            path.add(run);
        }
        return path.reversed();
    }
}
