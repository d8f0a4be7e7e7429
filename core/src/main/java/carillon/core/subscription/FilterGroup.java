package carillon.core.subscription;

import carillon.sdk.filter.EventView;
import java.util.function.Consumer;

/** The placements of one bucket that have the same filter. */
final class FilterGroup<S> implements Placement.Home<S> {

    private final Bucket<S> bucket;
    private final SharedFilter filter;
    private final Bag<Placement<S>> members = new Bag<>();
    private final FilterTable.Seating<S> seating;
    private final Consumer<S> overrun;

    /** @param overrun takes the subscribers whose filter would search too long, instead of the sink */
    FilterGroup(Bucket<S> bucket, SharedFilter filter, Consumer<S> overrun) {
        this.bucket = bucket;
        this.filter = filter;
        this.overrun = overrun;
        this.seating = bucket.filtered().seat(this);
    }

    @Override
    public Bag<Placement<S>> members() {
        return members;
    }

    Bucket<S> bucket() {
        return bucket;
    }

    SharedFilter filter() {
        return filter;
    }

    /** To be called when the last member has left. */
    void dissolve() {
        bucket.unseat(seating);
    }

    void match(long sequence, EventView view, Consumer<S> sink) {
        if (filter.matches(sequence, view)) {
            Placement.report(members, view, sink);
        } else if (filter.tooExpensive()) {
            Placement.report(members, view, overrun);
        }
    }
}
