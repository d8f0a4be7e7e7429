package carillon.core.subscription;

import carillon.sdk.filter.EventView;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All placements for one combination of type, action and key, {@code null} standing for any. */
final class Bucket<S> extends Chains.Link<Bucket<S>> implements Placement.Home<S> {

    private final Shape shape;
    private final @Nullable String type;
    private final @Nullable String action;
    private final @Nullable String key;
    private final Bag<Placement<S>> unfiltered = new Bag<>();
    private @Nullable FilterTable<S> filtered;

    Bucket(Shape shape, @Nullable String type, @Nullable String action, @Nullable String key) {
        super(hash(shape, type, action, key));
        this.shape = shape;
        this.type = type;
        this.action = action;
        this.key = key;
    }

    @Override
    public Bag<Placement<S>> members() {
        return unfiltered;
    }

    FilterTable<S> filtered() {
        var table = filtered;
        if (table == null) {
            table = new FilterTable<>();
            filtered = table;
        }
        return table;
    }

    void unseat(FilterTable.Seating<S> seating) {
        var table = filtered();
        table.unseat(seating);
        if (table.isEmpty()) {
            filtered = null;
        }
    }

    boolean isEmpty() {
        return unfiltered.isEmpty() && filtered == null;
    }

    @Nullable
    String type() {
        return type;
    }

    @Nullable
    String action() {
        return action;
    }

    void match(long sequence, EventView view, Consumer<S> sink) {
        Placement.report(unfiltered, view, sink);
        if (filtered != null) {
            filtered.match(sequence, view, sink);
        }
    }

    Shape shape() {
        return shape;
    }

    boolean is(Shape otherShape, @Nullable String otherType, @Nullable String otherAction, @Nullable String otherKey) {
        return shape == otherShape
                && Objects.equals(key, otherKey)
                && Objects.equals(type, otherType)
                && Objects.equals(action, otherAction);
    }

    static int hash(Shape shape, @Nullable String type, @Nullable String action, @Nullable String key) {
        int hash = System.identityHashCode(shape);
        hash = hash * 31 + (type == null ? 0 : type.hashCode());
        hash = hash * 31 + (action == null ? 0 : action.hashCode());
        hash = hash * 31 + (key == null ? 0 : key.hashCode());
        return Chains.mix(hash);
    }
}
