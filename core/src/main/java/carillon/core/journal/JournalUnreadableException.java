package carillon.core.journal;

/** The disk failed or the bytes are damaged. The message names the file, the offset and what to do. */
public final class JournalUnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public JournalUnreadableException(String message, Throwable cause) {
        super(message, cause);
    }

    public JournalUnreadableException(String message) {
        super(message);
    }
}
