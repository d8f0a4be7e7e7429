package carillon.core.delivery;

/** A frame of a batch, and to how many places it goes. Fan-out thread only. */
public final class SharedFrame {

    final Frame frame;
    private int places;

    SharedFrame(Frame frame) {
        this.frame = frame;
    }

    void goesTo() {
        places++;
    }

    /**
     * Gives each place its reference, all at once, because an atomic operation for each costs. The first one gets the reference
     * of the batch.
     */
    void passOn() {
        if (places == 0) {
            frame.release();
        } else if (places > 1) {
            frame.retain(places - 1);
        }
    }
}
