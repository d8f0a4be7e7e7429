package carillon.core.subscription;

import carillon.sdk.filter.EventView;
import carillon.sdk.filter.KeySource;
import org.jspecify.annotations.Nullable;

/**
 * Which of the three fields a bucket fixes, and what it takes for the key. There are eight for each key source, and only
 * those that have buckets are probed.
 */
final class Shape {

    private final KeySource source;
    private final boolean type;
    private final boolean action;
    private final boolean key;
    private int buckets;

    Shape(KeySource source, boolean type, boolean action, boolean key) {
        this.source = source;
        this.type = type;
        this.action = action;
        this.key = key;
    }

    boolean is(KeySource otherSource, boolean otherType, boolean otherAction, boolean otherKey) {
        return type == otherType && action == otherAction && key == otherKey && source.equals(otherSource);
    }

    void count(int change) {
        buckets += change;
    }

    /** The bucket that an event of this view would be in, if it exists. */
    <S> @Nullable Bucket<S> probe(BucketTable<S> table, EventView view) {
        if (buckets == 0 || !concerns(view)) {
            return null;
        }
        var keyText = key ? source.of(view) : null;
        if (key && keyText == null) {
            return null;
        }
        return table.find(this, type ? view.type() : null, action ? view.action() : null, keyText);
    }

    /** Asked first, so that the object of an event is not parsed for a pseudo type that cannot apply to it. */
    private boolean concerns(EventView view) {
        return !(source instanceof KeySource.ObjectMember member)
                || member.type().equals(view.type());
    }
}
