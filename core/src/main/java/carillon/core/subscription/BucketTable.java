package carillon.core.subscription;

import org.jspecify.annotations.Nullable;

/**
 * A hash table of buckets that is probed with the parts of a key. Not a {@code HashMap}: that would need a key object for
 * each probe of each event, and some 60 bytes more for each of a million buckets.
 */
final class BucketTable<S> {

    // Always a power of two long.
    private @Nullable Bucket<S>[] rows = rows(16);
    private int size;

    @Nullable
    Bucket<S> find(Shape shape, @Nullable String type, @Nullable String action, @Nullable String key) {
        var bucket = rows[Bucket.hash(shape, type, action, key) & (rows.length - 1)];
        while (bucket != null && !bucket.is(shape, type, action, key)) {
            bucket = bucket.next;
        }
        return bucket;
    }

    /** Adds a bucket whose key is not in the table. */
    void add(Bucket<S> bucket) {
        if (size >= rows.length) {
            grow();
        }
        link(rows, bucket);
        size++;
    }

    /** Takes out a bucket that is in the table. */
    void remove(Bucket<S> bucket) {
        int row = bucket.hash() & (rows.length - 1);
        var at = rows[row];
        if (at == bucket) {
            rows[row] = bucket.next;
        } else {
            while (at != null && at.next != bucket) {
                at = at.next;
            }
            if (at == null) {
                throw new IllegalStateException("the bucket is not in the table");
            }
            at.next = bucket.next;
        }
        bucket.next = null;
        size--;
    }

    private void grow() {
        @Nullable Bucket<S>[] larger = rows(rows.length * 2);
        for (var chain : rows) {
            var bucket = chain;
            while (bucket != null) {
                var next = bucket.next;
                link(larger, bucket);
                bucket = next;
            }
        }
        rows = larger;
    }

    private static <S> void link(@Nullable Bucket<S>[] rows, Bucket<S> bucket) {
        int row = bucket.hash() & (rows.length - 1);
        bucket.next = rows[row];
        rows[row] = bucket;
    }

    // An array of a generic class cannot be made otherwise; it never leaves this object.
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <S> @Nullable Bucket<S>[] rows(int count) {
        return new Bucket[count];
    }
}
