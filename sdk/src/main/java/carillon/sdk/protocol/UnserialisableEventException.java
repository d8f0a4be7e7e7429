package carillon.sdk.protocol;

/** A response holds something that is not JSON. */
public final class UnserialisableEventException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnserialisableEventException(Throwable cause) {
        super("a member of the event is not JSON", cause);
    }
}
