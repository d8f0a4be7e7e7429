package carillon.core.delivery;

import carillon.core.thread.LastResort;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames that follow one another in a batch for some outlets. Outlets that want the same events walk the same runs, so that
 * the bytes of a run are put together once and each of its outlets is written to once, however many events there were.
 * Fan-out thread only.
 */
public final class Run {

    private final @Nullable Run before;
    private final Frame frame;
    private final int length;
    private final int bytes;

    /** The run that goes on with the latest frame. Events come one after another, so no older one is asked for again. */
    private @Nullable Run after;

    /** How many outlets end here. */
    private int outlets;

    private boolean shared;
    private @Nullable Frame whole;

    Run(Frame frame) {
        this(null, frame);
    }

    private Run(@Nullable Run before, Frame frame) {
        this.before = before;
        this.frame = frame;
        this.length = before == null ? 1 : before.length + 1;
        this.bytes = before == null ? frame.bytes() : before.bytes + frame.bytes();
    }

    int bytesWith(Run single) {
        return bytes + single.bytes;
    }

    /** One more outlet ends here. */
    Run enter() {
        outlets++;
        return this;
    }

    /** An outlet that ended here goes on with a frame. */
    Run goOn(Run single) {
        outlets--;
        var next = after;
        if (next == null || !next.frame.equals(single.frame)) {
            next = new Run(this, single.frame);
            after = next;
        }
        return next.enter();
    }

    /** Gives one of the outlets that end here what is in the run, with the references that belong to it. */
    void giveTo(Outlet outlet, LastResort lastResort) {
        if (!shared) {
            shared = true;
            share(lastResort);
        }
        if (whole != null) {
            outlet.lane().add(outlet, whole);
        } else {
            giveFrames(outlet);
        }
    }

    private void giveFrames(Outlet outlet) {
        if (before != null) {
            before.giveFrames(outlet);
        }
        outlet.lane().add(outlet, frame);
    }

    /**
     * All references at once: an atomic operation for each delivery costs. An outlet that is alone in what it wants gets the frames as
     * they are: copying them would help no other.
     */
    private void share(LastResort lastResort) {
        whole = length > 1 && outlets > 1 ? joined(lastResort) : null;
        if (whole != null) {
            whole.retain(outlets - 1);
            return;
        }
        for (var run = this; run != null; run = run.before) {
            run.frame.retain(outlets);
        }
    }

    /** Null if frames of this kind go one by one, or if there is no room for a copy: they do without it then. */
    private @Nullable Frame joined(LastResort lastResort) {
        try {
            return frame.join(frames());
        } catch (Throwable noRoom) {
            lastResort.survive(noRoom);
            return null;
        }
    }

    private List<Frame> frames() {
        var frames = new ArrayList<Frame>(length);
        for (var run = this; run != null; run = run.before) {
            frames.add(run.frame);
        }
        return frames.reversed();
    }
}
