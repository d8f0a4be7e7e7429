package carillon.sdk.event;

import tools.jackson.core.JacksonException;

/** The text is not one JSON value. The message is fit for whoever sent it: it says what was wrong and where. */
public final class MalformedJsonException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;

    MalformedJsonException(String message, int line, int column) {
        super(message + " (line " + line + ", column " + column + ")");
        this.line = line;
        this.column = column;
    }

    static MalformedJsonException from(JacksonException cause) {
        var location = cause.getLocation();
        int line = location == null ? 1 : Math.max(1, location.getLineNr());
        int column = location == null ? 1 : Math.max(1, location.getColumnNr());
        var exception = new MalformedJsonException(cause.getOriginalMessage(), line, column);
        exception.initCause(cause);
        return exception;
    }

    /** Line of the mistake, from 1. */
    public int line() {
        return line;
    }

    /** Column of the mistake, from 1. */
    public int column() {
        return column;
    }
}
