package carillon.core.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one event for one dialect, or of several that follow one another, encoded once and shared by every connection
 * that gets them. Reference-counted: born with one reference, which belongs to the fan-out; each delivery is given one more.
 */
public interface Frame {

    /** How many bytes it puts on the wire, for the accounts of outboxes. */
    int bytes();

    /** Adds references, all at once for all deliveries of a batch. Any thread. */
    void retain(int count);

    /** Gives references back. Any thread. */
    void release(int count);

    /** Gives one reference back. Any thread. */
    default void release() {
        release(1);
    }

    /**
     * All of these frames as one, which a connection is given in one go; or null if frames of this kind go one by one. Does
     * not take over their references; what it returns has one of its own.
     *
     * @param all of the same kind as this one, in order, at least two
     */
    default @Nullable Frame join(List<Frame> all) {
        return null;
    }
}
