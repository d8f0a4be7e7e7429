package carillon.core.hub;

import carillon.core.subscription.MatchIndex;
import carillon.sdk.filter.FieldMatch;
import carillon.sdk.filter.FieldPath;
import carillon.sdk.filter.Filter;
import carillon.sdk.filter.Selector;
import carillon.sdk.filter.Spec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one subscription takes up for as long as it stands.
 *
 * @param bytes of memory, estimated: a short text can name many values, and each of them takes a place in the index
 * @param ownPrice of filters that are evaluated for this subscription alone
 * @param filters that the match index evaluates once for all who have an equal one
 * @param paths that the index looks up in each event
 */
record Footprint(long bytes, long ownPrice, List<Filter> filters, Set<FieldPath> paths) {

    // SubscriptionLimitsTest measures that the index takes less than this of each kind.
    private static final int SUBSCRIPTION = 800;
    private static final int CHARACTER = 4;
    private static final int VALUE = 100;
    private static final int PLACEMENT = 200;
    private static final int FILTERED_PLACEMENT = 1_500;
    private static final int TEST = 1_200;
    private static final int LISTED = 300;
    private static final int UNIT_OF_PRICE = 16;

    /** Of one spec in the index. */
    static Footprint of(Spec spec) {
        var filter = spec.filter();
        if (filter == null) {
            return new Footprint(bytes(spec), 0, List.of(), Set.of());
        }
        var paths = new HashSet<FieldPath>();
        filter.forEachPath(paths::add);
        return new Footprint(bytes(spec), 0, List.of(filter), paths);
    }

    /** Of several specs that stand in the index as one without a filter, and whose filters are evaluated behind it. */
    static Footprint of(List<Spec> specs) {
        if (specs.size() == 1) {
            return of(specs.getFirst());
        }
        long bytes = 0;
        long price = 0;
        for (var spec : specs) {
            bytes += bytes(spec);
            var filter = spec.filter();
            price += filter == null ? 0 : filter.price();
        }
        return new Footprint(bytes, price, List.of(), Set.of());
    }

    private static long bytes(Spec spec) {
        var filter = spec.filter();
        int placements = MatchIndex.placements(spec);
        long bytes = SUBSCRIPTION
                + (long) CHARACTER * spec.text().length()
                + (long) VALUE * values(spec)
                + (placements - 1L) * (filter == null ? PLACEMENT : FILTERED_PLACEMENT);
        return filter == null ? bytes : bytes + bytes(filter);
    }

    private static long bytes(Filter filter) {
        // What a filter lists has commas between: values, and terms.
        long listed = filter.text().chars().filter(c -> c == ',').count();
        // The price stands for literals, and for expressions unless those have large classes.
        return (long) TEST * tests(filter)
                + LISTED * listed
                + Math.max((long) UNIT_OF_PRICE * filter.price(), filter.patternBytes());
    }

    private static int values(Spec spec) {
        return spec.alternatives().stream().mapToInt(Footprint::values).sum();
    }

    private static int values(Selector selector) {
        return values(selector.type()) + values(selector.action()) + values(selector.key());
    }

    private static int values(FieldMatch field) {
        return field instanceof FieldMatch.OneOf named ? named.values().size() : 0;
    }

    private static int tests(Filter filter) {
        var count = new int[1];
        filter.forEachPath(path -> count[0]++);
        return count[0];
    }
}
