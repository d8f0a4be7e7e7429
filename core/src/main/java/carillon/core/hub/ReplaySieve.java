package carillon.core.hub;

import carillon.core.access.Authorizer.Visibility;
import carillon.core.delivery.FrameFormat;
import carillon.sdk.event.StoredEvent;
import carillon.sdk.filter.EventView;
import carillon.sdk.filter.SearchBudget;
import carillon.sdk.filter.Spec;
import java.util.List;

/** Which stored events a replay delivers: what live matching would have let through, less what others cover. */
record ReplaySieve(Spec spec, List<Spec> covered, Visibility visibility, FrameFormat format) {

    /** Throws {@link carillon.sdk.filter.FilterTooExpensiveException} if that would take more than the budget. */
    boolean passes(StoredEvent stored, SearchBudget searches) {
        var view = EventView.of(stored.event(), searches);
        return spec.matches(view)
                && visibility.shows(stored.event())
                && format.shows(stored, view)
                && !coveredElsewhere(view);
    }

    private boolean coveredElsewhere(EventView view) {
        for (int i = 0; i < covered.size(); i++) {
            if (covered.get(i).matches(view)) {
                return true;
            }
        }
        return false;
    }
}
