package carillon.sdk.protocol;

/** A field that dialect {@code gb} requires is missing or null: the validation exception of the protocol. */
public final class MissingFieldException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String field;

    public MissingFieldException(String field) {
        super("the event has no " + field);
        this.field = field;
    }

    public String field() {
        return field;
    }
}
