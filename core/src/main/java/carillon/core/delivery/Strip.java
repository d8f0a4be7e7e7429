package carillon.core.delivery;

/** Bytes of frames one behind the other, so that all from any one on are one piece. Lane thread only. */
public interface Strip {

    /**
     * Puts the bytes of a frame behind the others; takes over no reference.
     *
     * @return false if there is no room for it, or it is of another kind
     */
    boolean add(Frame frame);

    /** Everything from a message on, as one frame, with a reference of its own. */
    Frame from(int message);

    /** Gives back what the strip itself holds. Frames that it made live on. */
    void release();
}
