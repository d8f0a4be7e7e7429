package carillon.core.delivery;

/** A frame of a batch, and how many outlets get it. Fan-out thread only. */
public final class SharedFrame {

    final Frame frame;
    private int deliveries;

    SharedFrame(Frame frame) {
        this.frame = frame;
    }

    void delivered() {
        deliveries++;
    }

    /**
     * Gives each delivery its reference, all at once, because an atomic operation for each costs. The first one gets the reference
     * of the batch.
     */
    void passOn() {
        if (deliveries == 0) {
            frame.release();
        } else if (deliveries > 1) {
            frame.retain(deliveries - 1);
        }
    }
}
