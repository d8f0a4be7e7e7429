package carillon.core.subscription;

import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Filter;

/** A filter and everybody's result of it for the present event, so that it is evaluated at most once for each. */
final class SharedFilter {

    private final Filter filter;
    private long sequence = Long.MIN_VALUE;
    private boolean result;
    private int groups;

    SharedFilter(Filter filter) {
        this.filter = filter;
    }

    Filter filter() {
        return filter;
    }

    boolean matches(long eventSequence, EventView view) {
        if (sequence != eventSequence) {
            result = filter.matches(view);
            sequence = eventSequence;
        }
        return result;
    }

    /** Counts the groups that use this filter. */
    int count(int change) {
        groups += change;
        return groups;
    }
}
