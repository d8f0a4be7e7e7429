package carillon.core.log;

/** Retention already removed the next record: the reader has to go on from the oldest, and tell its client so. */
public final class PositionGoneException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public PositionGoneException(long after, long first) {
        super("records after " + after + " are gone; the oldest kept is " + first);
    }
}
