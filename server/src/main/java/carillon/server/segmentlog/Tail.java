package carillon.server.segmentlog;

import carillon.core.log.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The last records in memory, so that readers who follow closely (history, a subscriber that just resumed) cost no
 * system call. A ring, bounded by count and by bytes. Any thread; the lock is held for copying references only.
 */
final class Tail {

    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable LogRecord[] ring;
    private final long maxBytes;
    private long from;
    private long to;
    private long bytes;

    /** Starts empty, with the next record being {@code next}. */
    Tail(int records, long maxBytes, long next) {
        this.ring = new LogRecord[records];
        this.maxBytes = maxBytes;
        this.from = next;
        this.to = next;
    }

    /** Takes the next records in sequence. */
    void add(List<LogRecord> records) {
        lock.lock();
        try {
            for (var record : records) {
                if (to - from == ring.length) {
                    dropOldest();
                }
                ring[slot(to)] = record;
                to++;
                bytes += record.body().length;
            }
            while (bytes > maxBytes && from < to) {
                dropOldest();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Records from a sequence on; {@code null} if the first of them is not in memory. */
    @Nullable
    List<LogRecord> read(long first, int max) {
        lock.lock();
        try {
            if (first < from || first >= to) {
                return null;
            }
            int count = (int) Math.min(max, to - first);
            var records = new ArrayList<LogRecord>(count);
            for (long sequence = first; sequence < first + count; sequence++) {
                var record = ring[slot(sequence)];
                if (record == null) {
                    throw new IllegalStateException("the tail lost " + sequence + " of " + from + " to " + to);
                }
                records.add(record);
            }
            return records;
        } finally {
            lock.unlock();
        }
    }

    private void dropOldest() {
        var oldest = ring[slot(from)];
        if (oldest != null) {
            bytes -= oldest.body().length;
        }
        ring[slot(from)] = null;
        from++;
    }

    private int slot(long sequence) {
        return (int) (sequence & (ring.length - 1));
    }
}
