package carillon.core.subscription;

import org.jspecify.annotations.Nullable;

/** All buckets, probed with the parts of a key. */
final class BucketTable<S> extends Chains<Bucket<S>> {

    @Nullable
    Bucket<S> find(Shape shape, @Nullable String type, @Nullable String action, @Nullable String key) {
        var bucket = first(Bucket.hash(shape, type, action, key));
        while (bucket != null && !bucket.is(shape, type, action, key)) {
            bucket = bucket.next();
        }
        return bucket;
    }
}
