package carillon.core.history;

/** The index cannot be read or written: its disk or file failed. Nothing is lost: it can be built anew from the journal. */
public final class HistoryUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public HistoryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
