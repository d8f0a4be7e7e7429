package carillon.core.subscription;

import carillon.core.subscription.Slot.Seat;
import carillon.sdk.filter.EventView;
import carillon.sdk.filter.FieldPath;
import carillon.sdk.filter.NecessaryCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The filter groups of one bucket. A group whose filter cannot match unless the value at some path is, starts with or
 * ends with one of a few waits under these and is evaluated only for events that have one there; the others are evaluated for every event of the
 * bucket.
 */
final class FilterTable<S> {

    /** A group with more values than this is cheaper to evaluate than to list under each. */
    private static final int MAX_VALUES = 64;

    private final Bag<Seat<S>> open = new Bag<>();
    private final ShrinkingMap<FieldPath, ValueTable<S>> narrowed = new ShrinkingMap<>();

    /** Where a group is listed: under the values of the condition, or among the open ones if there is none. */
    record Seating<S>(@Nullable NecessaryCondition under, List<Seat<S>> seats) {}

    boolean isEmpty() {
        return open.isEmpty() && narrowed.isEmpty();
    }

    void match(long sequence, EventView view, Consumer<S> sink) {
        for (int i = 0; i < open.size(); i++) {
            open.get(i).group().match(sequence, view, sink);
        }
        if (!narrowed.isEmpty()) {
            for (var byValue : narrowed.entries()) {
                byValue.getValue().match(byValue.getKey().find(view), sequence, view, sink);
            }
        }
    }

    Seating<S> seat(FilterGroup<S> group) {
        var under = narrowest(group.filter().filter().necessaryConditions());
        if (under == null) {
            var seat = new Seat<>(group);
            open.add(seat);
            return new Seating<>(null, List.of(seat));
        }
        var table = narrowed.computeIfAbsent(under.path(), path -> new ValueTable<>());
        var seats = new ArrayList<Seat<S>>(under.values().size());
        for (var value : under.values()) {
            var seat = new Seat<>(group);
            table.list(under.part(), value, seat);
            seats.add(seat);
        }
        return new Seating<>(under, seats);
    }

    void unseat(Seating<S> seating) {
        var under = seating.under();
        if (under == null) {
            seating.seats().forEach(open::remove);
            return;
        }
        var table = narrowed.get(under.path());
        if (table == null) {
            throw new IllegalStateException("nothing waits at " + under.path());
        }
        int next = 0;
        // The set of values does not change, so it runs through in the same order as when the seats were taken.
        for (var value : under.values()) {
            table.unlist(under.part(), value, seating.seats().get(next++));
        }
        if (table.isEmpty()) {
            narrowed.remove(under.path());
        }
    }

    /** The condition whose values the fewest groups share so far: {@code Type=Eq("jobs")} holds for all, a name for one. */
    private @Nullable NecessaryCondition narrowest(List<NecessaryCondition> conditions) {
        NecessaryCondition best = null;
        int bestCrowd = Integer.MAX_VALUE;
        for (var condition : conditions) {
            int crowd = condition.values().size() > MAX_VALUES ? Integer.MAX_VALUE : crowd(condition);
            if (crowd < bestCrowd) {
                best = condition;
                bestCrowd = crowd;
            }
        }
        return best;
    }

    private int crowd(NecessaryCondition condition) {
        int crowd = condition.values().size();
        var table = narrowed.get(condition.path());
        if (table != null) {
            for (var value : condition.values()) {
                crowd += table.crowd(condition.part(), value);
            }
        }
        return crowd;
    }
}
