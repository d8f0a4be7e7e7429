package carillon.core.delivery;

/**
 * The bytes of one event for one dialect, encoded once and shared by every connection that gets it. Reference-counted:
 * born with one reference, which belongs to the fan-out; each delivery is given one more.
 */
public interface Frame {

    /** How many bytes it puts on the wire, for the accounts of outboxes. */
    int bytes();

    /** Adds references, all at once for all deliveries of a batch. Any thread. */
    void retain(int count);

    /** Gives one reference back. Any thread. */
    void release();
}
