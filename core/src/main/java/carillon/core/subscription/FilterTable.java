package carillon.core.subscription;

import carillon.sdk.filter.EventView;
import carillon.sdk.filter.FieldPath;
import carillon.sdk.filter.JsonValues;
import carillon.sdk.filter.NecessaryEquality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The filter groups of one bucket. A group whose filter cannot match unless some path has one of a few values waits under
 * these values and is evaluated only for events that have one there; the others are evaluated for every event of the
 * bucket.
 */
final class FilterTable<S> {

    /** A group with more values than this is cheaper to evaluate than to list under each. */
    private static final int MAX_VALUES = 64;

    private final Bag<Seat<S>> open = new Bag<>();
    private final Map<FieldPath, Map<Object, Bag<Seat<S>>>> narrowed = new HashMap<>();

    /** One listing of a group. */
    static final class Seat<S> extends Bag.Seated {

        private final FilterGroup<S> group;

        private Seat(FilterGroup<S> group) {
            this.group = group;
        }
    }

    /** Where a group is listed: under the values of the equality, or among the open ones if there is none. */
    record Seating<S>(@Nullable NecessaryEquality under, List<Seat<S>> seats) {}

    boolean isEmpty() {
        return open.isEmpty() && narrowed.isEmpty();
    }

    void match(long sequence, EventView view, Consumer<S> sink) {
        evaluate(open, sequence, view, sink);
        if (narrowed.isEmpty()) {
            return;
        }
        for (var byValue : narrowed.entrySet()) {
            var key = JsonValues.scalarKey(byValue.getKey().find(view));
            var candidates = key == null ? null : byValue.getValue().get(key);
            if (candidates != null) {
                evaluate(candidates, sequence, view, sink);
            }
        }
    }

    private void evaluate(Bag<Seat<S>> candidates, long sequence, EventView view, Consumer<S> sink) {
        for (int i = 0; i < candidates.size(); i++) {
            candidates.get(i).group.match(sequence, view, sink);
        }
    }

    Seating<S> seat(FilterGroup<S> group) {
        var under = narrowest(group.filter().filter().necessaryEqualities());
        var seats = new ArrayList<Seat<S>>();
        if (under == null) {
            seats.add(seatIn(open, group));
            return new Seating<>(null, seats);
        }
        var byValue = narrowed.computeIfAbsent(under.path(), path -> new HashMap<>(2));
        for (var value : under.values()) {
            seats.add(seatIn(byValue.computeIfAbsent(value, any -> new Bag<>()), group));
        }
        return new Seating<>(under, seats);
    }

    private Seat<S> seatIn(Bag<Seat<S>> bag, FilterGroup<S> group) {
        var seat = new Seat<>(group);
        bag.add(seat);
        return seat;
    }

    void unseat(Seating<S> seating) {
        var under = seating.under();
        if (under == null) {
            seating.seats().forEach(open::remove);
            return;
        }
        var byValue = narrowed.getOrDefault(under.path(), Map.of());
        int next = 0;
        // The set of values does not change, so it runs through in the same order as when the seats were taken.
        for (var value : under.values()) {
            var seat = seating.seats().get(next++);
            byValue.computeIfPresent(value, (any, bag) -> {
                bag.remove(seat);
                return bag.isEmpty() ? null : bag;
            });
        }
        if (byValue.isEmpty()) {
            narrowed.remove(under.path());
        }
    }

    /** The equality whose values the fewest groups share so far: {@code Type=Eq("jobs")} holds for all, a name for one. */
    private @Nullable NecessaryEquality narrowest(List<NecessaryEquality> equalities) {
        NecessaryEquality best = null;
        int bestCrowd = Integer.MAX_VALUE;
        for (var equality : equalities) {
            int crowd = equality.values().size() > MAX_VALUES ? Integer.MAX_VALUE : crowd(equality);
            if (crowd < bestCrowd) {
                best = equality;
                bestCrowd = crowd;
            }
        }
        return best;
    }

    private int crowd(NecessaryEquality equality) {
        var byValue = narrowed.getOrDefault(equality.path(), Map.of());
        int crowd = equality.values().size();
        for (var value : equality.values()) {
            var bag = byValue.get(value);
            crowd += bag == null ? 0 : bag.size();
        }
        return crowd;
    }
}
