package carillon.core.hub;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the latest events, so that publishing one twice stores it once. Bounded: when the window is full the oldest
 * id is forgotten. Any thread, without a common lock: publishers and the journal's writer used to wait for each other here.
 */
final class RecentIds {

    /** An id, and where its event is stored; or who is just storing it. */
    static final class Known {

        private final String id;
        private final String publisher;
        private volatile @Nullable CompletableFuture<PublishOutcome> pending;
        private volatile long sequence;

        /**
         * An id that a publication wants to store.
         *
         * @param publisher the name of the principal who publishes it
         * @param outcome completes when it is stored, or will not be
         */
        Known(String id, String publisher, CompletableFuture<PublishOutcome> outcome) {
            this.id = id;
            this.publisher = publisher;
            this.pending = outcome;
        }

        /** An id whose event is stored. */
        Known(String id, String publisher, long sequence) {
            this.id = id;
            this.publisher = publisher;
            this.sequence = sequence;
        }

        String id() {
            return id;
        }

        /** The name of the principal who published it. */
        String publisher() {
            return publisher;
        }

        /** Completes when it is stored, or will not be; null once it is stored. */
        @Nullable
        CompletableFuture<PublishOutcome> pending() {
            return pending;
        }

        /** 0 while it is not stored. */
        long sequence() {
            return sequence;
        }

        /** Lets go of the outcome: with a window full of answers each collection had to copy ten objects for each id. */
        void stored(long at) {
            sequence = at;
            pending = null;
        }
    }

    private final ConcurrentHashMap<String, Known> byId;
    private final AtomicReferenceArray<@Nullable Known> ring;
    private final AtomicLong next = new AtomicLong();

    RecentIds(int window) {
        byId = new ConcurrentHashMap<>(window * 2);
        ring = new AtomicReferenceArray<>(window);
    }

    /** Takes the id in unless it is known: then says as what. */
    @Nullable
    Known claim(Known wanted) {
        var before = byId.putIfAbsent(wanted.id, wanted);
        if (before == null) {
            var oldest = ring.getAndSet((int) (next.getAndIncrement() % ring.length()), wanted);
            if (oldest != null) {
                byId.remove(oldest.id, oldest);
            }
        }
        return before;
    }

    /** The sequence that an id is stored under; 0 if it is not known, or not stored yet. */
    long sequence(String id) {
        var known = byId.get(id);
        return known == null ? 0 : known.sequence();
    }

    /** Takes in an id that was stored before this process started. */
    void remember(String id, String publisher, long sequence) {
        var _ = claim(new Known(id, publisher, sequence));
    }

    /** The id was not stored after all: whoever publishes it next may. */
    void release(Known refused) {
        byId.remove(refused.id, refused);
    }
}
