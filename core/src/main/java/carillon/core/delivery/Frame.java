package carillon.core.delivery;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of one event for one dialect, or of several that follow one another, encoded once and shared by every connection
 * that gets them. Reference-counted: born with one reference, which belongs to the fan-out; each place that it is handed to is
 * given one more.
 */
public interface Frame {

    /** How many bytes it puts on the wire, for the accounts of outboxes. */
    int bytes();

    /** Adds references, all at once for all places of a batch. Any thread. */
    void retain(int count);

    /** Gives references back. Any thread. */
    void release(int count);

    /** Gives one reference back. Any thread. */
    default void release() {
        release(1);
    }

    /** An empty strip with room for so many bytes of frames like this one; null if they are written one by one. */
    default @Nullable Strip strip(int bytes) {
        return null;
    }
}
