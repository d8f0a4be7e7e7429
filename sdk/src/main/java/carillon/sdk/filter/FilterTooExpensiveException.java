package carillon.sdk.filter;

/**
 * Regular expressions would have to search more text than the {@link SearchBudget} of the view allows. Without a stack trace, because a
 * hostile filter makes many of them.
 */
public final class FilterTooExpensiveException extends RuntimeException {

    private static final long serialVersionUID = 1;

    FilterTooExpensiveException(String message) {
        super(message, null, false, false);
    }
}
