package carillon.core.log;

/** The disk failed or the bytes are damaged. The message names the file, the offset and what to do. */
public final class LogUnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LogUnreadableException(String message, Throwable cause) {
        super(message, cause);
    }

    public LogUnreadableException(String message) {
        super(message);
    }
}
