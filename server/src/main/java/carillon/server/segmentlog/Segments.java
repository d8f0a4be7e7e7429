package carillon.server.segmentlog;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The segments of a log, oldest first, and how far it is durable. Readers take a snapshot; the writer adds at the end,
 * retention removes at the front.
 */
final class Segments {

    private final ReentrantLock changing = new ReentrantLock();
    private volatile List<Segment> all;
    private volatile long last;

    Segments(List<Segment> all, long last) {
        this.all = List.copyOf(all);
        this.last = last;
    }

    /** Never empty. */
    List<Segment> all() {
        return all;
    }

    Segment active() {
        return all.getLast();
    }

    long first() {
        return all.getFirst().firstSequence();
    }

    long last() {
        return last;
    }

    /** Where the first segment of the present epoch that is kept begins. */
    long epochStart() {
        var snapshot = all;
        var epoch = snapshot.getLast().epoch();
        return snapshot.stream()
                .filter(segment -> segment.epoch().equals(epoch))
                .mapToLong(Segment::firstSequence)
                .min()
                .orElseThrow();
    }

    /** The last sequence that an epoch gave out; -1 for one that is not of this journal, or whose end was trimmed away. */
    long lastOf(String epoch) {
        var snapshot = all;
        if (snapshot.getLast().epoch().equals(epoch)) {
            return last;
        }
        return snapshot.stream()
                .filter(segment -> segment.previousEpoch().equals(epoch) && !epoch.isEmpty())
                .mapToLong(segment -> segment.firstSequence() - 1)
                .max()
                .orElse(-1);
    }

    /** Makes everything up to a sequence visible to readers. */
    void publish(long durable) {
        last = durable;
    }

    void add(Segment segment) {
        changing.lock();
        try {
            var longer = new ArrayList<>(all);
            longer.add(segment);
            all = List.copyOf(longer);
        } finally {
            changing.unlock();
        }
    }

    /** Forgets the segments that hold nothing at or after a sequence, never the active one, and gives them. */
    List<Segment> dropBefore(long sequence) {
        changing.lock();
        try {
            int gone = 0;
            while (gone + 1 < all.size() && all.get(gone + 1).firstSequence() <= sequence) {
                gone++;
            }
            var dropped = all.subList(0, gone);
            all = List.copyOf(all.subList(gone, all.size()));
            return dropped;
        } finally {
            changing.unlock();
        }
    }

    /** The segment that a sequence is in. */
    static Segment holding(List<Segment> segments, long sequence) {
        int low = 0;
        int high = segments.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segments.get(middle).firstSequence() <= sequence) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return segments.get(low);
    }
}
