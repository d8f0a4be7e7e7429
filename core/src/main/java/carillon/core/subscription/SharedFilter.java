package carillon.core.subscription;

import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Filter;
import carillon.sdk.filter.FilterTooExpensiveException;

/**
 * A filter and everybody's result of it for the present event, so that it is evaluated at most once for each. The result is "no" as well
 * if the filter would search too long; {@link #tooExpensive} tells the two apart.
 */
final class SharedFilter {

    private final Filter filter;
    private long sequence = Long.MIN_VALUE;
    private boolean result;
    private boolean tooExpensive;
    private int groups;

    SharedFilter(Filter filter) {
        this.filter = filter;
    }

    Filter filter() {
        return filter;
    }

    boolean matches(long eventSequence, EventView view) {
        if (sequence != eventSequence) {
            sequence = eventSequence;
            result = false;
            tooExpensive = false;
            try {
                result = filter.matches(view);
            } catch (FilterTooExpensiveException beyondItsBudget) {
                tooExpensive = true;
            }
        }
        return result;
    }

    /** Of the event that was matched last. */
    boolean tooExpensive() {
        return tooExpensive;
    }

    /** Counts the groups that use this filter. */
    int count(int change) {
        groups += change;
        return groups;
    }
}
