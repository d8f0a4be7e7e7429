package carillon.core.subscription;

/** The filter groups that wait under one hash. */
final class Slot<S> extends Chains.Link<Slot<S>> {

    private final Bag<Seat<S>> seats = new Bag<>();

    Slot(int hash) {
        super(hash);
    }

    Bag<Seat<S>> seats() {
        return seats;
    }

    /** One listing of a group. */
    static final class Seat<S> extends Bag.Seated {

        private final FilterGroup<S> group;

        Seat(FilterGroup<S> group) {
            this.group = group;
        }

        FilterGroup<S> group() {
            return group;
        }
    }
}
