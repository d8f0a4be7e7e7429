package carillon.core.subscription;

import carillon.sdk.filter.EventView;
import carillon.sdk.filter.FieldMatch;
import carillon.sdk.filter.FieldPath;
import carillon.sdk.filter.Filter;
import carillon.sdk.filter.KeySource;
import carillon.sdk.filter.Selector;
import carillon.sdk.filter.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the subscribers whose spec an event matches, at a cost that follows the number of candidates, not of
 * subscriptions.
 *
 * <p>Each combination of type, action and key that a selector asks for is a bucket in one hash table, with "any" as a value
 * of its own; an event probes those of the eight kinds of combination that exist. Inside a bucket equal filters form one
 * group, evaluated at most once for each event, and groups whose filter needs an equality are reached through a second hash
 * by that value.
 *
 * <p>Belongs to one thread, the fan-out thread; without locks. The sink must not add or remove.
 *
 * @param <S> the subscriber; reported as given, several times if several of its placements match
 */
public final class MatchIndex<S> {

    /**
     * In how many buckets one selector may stand. Beyond that, a field with many values is left open and checked on each
     * candidate: one subscription must not cost the memory of a thousand.
     */
    static final int MAX_PLACEMENTS = 1_024;

    private final List<Shape> shapes = new ArrayList<>();
    private final BucketTable<S> buckets = new BucketTable<>();
    private final ShrinkingMap<Filter, SharedFilter> filters = new ShrinkingMap<>();
    private final ShrinkingMap<GroupKey, FilterGroup<S>> groups = new ShrinkingMap<>();
    private final Shared<String> names = new Shared<>();
    private final Shared<FieldPath> paths = new Shared<>();
    private final List<S> overrun = new ArrayList<>();
    private final Consumer<S> intoOverrun = overrun::add;
    private int size;

    /** What {@link #remove} needs to take a subscription out again. */
    public static final class Handle {

        private @Nullable Runnable removal;

        private Handle(Runnable removal) {
            this.removal = removal;
        }
    }

    /** Both compared by identity, as neither class defines equality. */
    private record GroupKey(Bucket<?> bucket, SharedFilter filter) {}

    /** Adds a subscription. */
    public Handle add(Spec spec, S subscriber) {
        var placements = new ArrayList<Placement<S>>(1);
        for (var selector : spec.alternatives()) {
            place(selector, spec.filter(), subscriber, placements);
        }
        placements.trimToSize();
        size++;
        return new Handle(() -> leave(placements));
    }

    /** Takes a subscription out; a second time does nothing. */
    public void remove(Handle handle) {
        var removal = handle.removal;
        if (removal != null) {
            handle.removal = null;
            removal.run();
            size--;
        }
    }

    /**
     * Reports every subscriber whose spec matches the event.
     *
     * @param sequence differs from event to event; results of filters are remembered under it
     */
    public void match(long sequence, EventView view, Consumer<S> sink) {
        for (int i = 0; i < shapes.size(); i++) {
            var bucket = shapes.get(i).probe(buckets, view);
            if (bucket != null) {
                bucket.match(sequence, view, sink);
            }
        }
    }

    /**
     * Those whose filter would have searched longer than the view's {@link carillon.sdk.filter.SearchBudget} allows, for the event that was matched
     * last; whether they match is not known. Perhaps with repeats, to be cleared by the caller.
     */
    public List<S> overrun() {
        return overrun;
    }

    /** How many subscriptions there are. */
    public int size() {
        return size;
    }

    /** In how many places a subscription to the spec stands. */
    public static int placements(Spec spec) {
        return spec.alternatives().stream()
                .mapToInt(selector -> {
                    var axes = Axes.of(selector);
                    return axes.key.width() * axes.type.width() * axes.action.width();
                })
                .sum();
    }

    private void place(Selector selector, @Nullable Filter filter, S subscriber, List<Placement<S>> into) {
        var axes = Axes.of(selector);
        var check = axes.key.open || axes.type.open || axes.action.open ? selector : null;
        for (var keyValue : axes.key.values) {
            for (var typeValue : axes.type.values) {
                for (var actionValue : axes.action.values) {
                    var bucket = bucket(selector.source(), typeValue, actionValue, keyValue);
                    var home = filter == null ? bucket : group(bucket, filter);
                    into.add(new Placement<>(subscriber, check, home));
                }
            }
        }
    }

    private Bucket<S> bucket(KeySource source, @Nullable String type, @Nullable String action, @Nullable String key) {
        var shape = shape(source, type != null, action != null, key != null);
        var bucket = buckets.find(shape, type, action, key);
        if (bucket == null) {
            bucket = new Bucket<>(shape, name(type), name(action), key);
            buckets.add(bucket);
            shape.count(1);
        }
        return bucket;
    }

    private Shape shape(KeySource source, boolean type, boolean action, boolean key) {
        for (var shape : shapes) {
            if (shape.is(source, type, action, key)) {
                return shape;
            }
        }
        var shape = new Shape(source, type, action, key);
        shapes.add(shape);
        return shape;
    }

    private FilterGroup<S> group(Bucket<S> bucket, Filter filter) {
        return group(bucket, filters.computeIfAbsent(filter, first -> new SharedFilter(first.withPaths(paths::take))));
    }

    private FilterGroup<S> group(Bucket<S> bucket, SharedFilter shared) {
        return groups.computeIfAbsent(new GroupKey(bucket, shared), key -> {
            shared.count(1);
            return new FilterGroup<>(bucket, shared, intoOverrun);
        });
    }

    private @Nullable String name(@Nullable String value) {
        return value == null ? null : names.take(value);
    }

    private void giveBack(@Nullable String name) {
        if (name != null) {
            names.giveBack(name);
        }
    }

    private void leave(List<Placement<S>> placements) {
        for (var placement : placements) {
            placement.leave();
            switch (placement.home()) {
                case FilterGroup<S> group -> dissolveIfEmpty(group);
                case Bucket<S> bucket -> dropIfEmpty(bucket);
            }
        }
    }

    private void dissolveIfEmpty(FilterGroup<S> group) {
        if (!group.members().isEmpty()) {
            return;
        }
        group.dissolve();
        groups.remove(new GroupKey(group.bucket(), group.filter()));
        if (group.filter().count(-1) == 0) {
            filters.remove(group.filter().filter());
            group.filter().filter().forEachPath(paths::giveBack);
        }
        dropIfEmpty(group.bucket());
    }

    private void dropIfEmpty(Bucket<S> bucket) {
        if (bucket.isEmpty()) {
            buckets.remove(bucket);
            bucket.shape().count(-1);
            giveBack(bucket.type());
            giveBack(bucket.action());
        }
    }

    /** The values of the three fields to stand under. */
    private record Axes(Axis key, Axis type, Axis action) {

        static Axes of(Selector selector) {
            // The key first: it tells subscriptions apart best.
            var key = new Axis(selector.key(), MAX_PLACEMENTS);
            var type = new Axis(selector.type(), MAX_PLACEMENTS / key.width());
            return new Axes(key, type, new Axis(selector.action(), MAX_PLACEMENTS / key.width() / type.width()));
        }
    }

    /** The values of one field to stand under; a single {@code null} where the field is any, or left open. */
    private static final class Axis {

        private final List<@Nullable String> values = new ArrayList<>();
        private final boolean open;

        Axis(FieldMatch field, int room) {
            var named = field instanceof FieldMatch.OneOf oneOf ? oneOf : null;
            open = named != null && named.values().size() > room;
            if (named == null || open) {
                values.add(null);
            } else {
                values.addAll(named.values());
            }
        }

        int width() {
            return values.size();
        }
    }
}
