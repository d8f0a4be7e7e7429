package carillon.core.history;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.error.RefusedException;

/** The index cannot be read or written now. No event is lost: the index can be rebuilt from the log. */
public final class HistoryUnavailableException extends RefusedException {

    private static final long serialVersionUID = 1;

    /**
     * @param detail the reason and what to do; callers of any interface read it, so it names no path
     */
    public HistoryUnavailableException(String detail, Throwable cause) {
        super(refusal(detail), cause);
    }

    public HistoryUnavailableException(String detail) {
        super(refusal(detail));
    }

    private static Refusal refusal(String detail) {
        return new Refusal(ErrorCode.HISTORY_UNAVAILABLE, detail);
    }
}
