package carillon.sdk.protocol;

/** There is no handler for the event's name and version. */
public final class UnknownEventException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Thrown by a handler it is answered as {@code eventNotFound}. */
    public UnknownEventException(String name, int version) {
        super("no handler for " + name + " V" + version);
    }
}
