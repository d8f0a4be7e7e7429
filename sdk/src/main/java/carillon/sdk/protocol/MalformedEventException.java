package carillon.sdk.protocol;

/** The body is no usable JSON event. The message is fit for whoever sent it. */
public final class MalformedEventException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The message reaches the caller in dialect {@code go}: no paths, no stack traces. */
    public MalformedEventException(String message) {
        super(message);
    }

    MalformedEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
