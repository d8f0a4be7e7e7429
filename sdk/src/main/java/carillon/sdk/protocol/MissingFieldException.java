package carillon.sdk.protocol;

import org.jspecify.annotations.Nullable;

/** A field that dialect {@code gb} requires is missing or null: the validation exception of the protocol. */
public final class MissingFieldException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String field;
    private final transient @Nullable Envelope standIn;

    /** Thrown by a handler it is answered as {@code badProtocol}, like a request without this field. */
    public MissingFieldException(String field) {
        this(field, null);
    }

    /**
     * A request that lacks a field.
     *
     * @param standIn the request with defaults in place of what is missing
     */
    MissingFieldException(String field, @Nullable Envelope standIn) {
        super("the event has no " + field);
        this.field = field;
        this.standIn = standIn;
    }

    /** What exception functions see as the request. */
    Envelope standIn() {
        return standIn == null ? Replies.standIn() : standIn;
    }

    /** One of the eight keys of an event. */
    public String field() {
        return field;
    }
}
