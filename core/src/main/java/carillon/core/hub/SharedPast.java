package carillon.core.hub;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.core.log.Log;
import carillon.core.log.LogRecord;
import carillon.core.log.LogUnreadableException;
import carillon.sdk.event.StoredEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The past that replays go over, read, decoded and encoded once for all that are at the same stretch of it. They take turns, so a
 * thousand that begin at one place stay close together. A replay that is alone reads and encodes for itself: to keep what nobody else
 * asks for costs more than it saves.
 *
 * <p>Bounded in bytes of records and of frames; the oldest go first. Any thread; nothing is read or encoded under a lock.
 */
final class SharedPast {

    private static final long STRETCHES_BYTES = 4 << 20;
    private static final long FRAMES_BYTES = 8 << 20;

    /** Records that follow one another. */
    private record Stretch(long after, List<LogRecord> records, long bytes) {

        long last() {
            return records.getLast().sequence();
        }

        /** At most so many of those after a sequence of this stretch, or right before it. */
        List<LogRecord> after(long sequence, int max) {
            int low = 0;
            int high = records.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (records.get(middle).sequence() <= sequence) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return records.subList(low, Math.min(records.size(), low + max));
        }
    }

    private final Log log;
    private final RecentFrames frames;

    /** Which replay had the last turn. */
    private final AtomicReference<@Nullable Object> lastTurn = new AtomicReference<>();

    // Guarded by itself.
    private final TreeMap<Long, Stretch> stretches = new TreeMap<>();
    private final Deque<Stretch> byAge = new ArrayDeque<>();
    private long bytes;

    /** @param mostFrames how many frames are kept at most */
    SharedPast(Log log, int mostFrames) {
        this.log = log;
        this.frames = new RecentFrames(mostFrames, FRAMES_BYTES);
    }

    /** A replay takes its turn; true if another one had the turn before. */
    @SuppressWarnings("ReferenceEquality") // a mark is itself alone
    boolean takesTurnAfterAnother(Object replay) {
        var before = lastTurn.getAndSet(replay);
        return before != null && before != replay;
    }

    /** As {@link Log#readAfter}. */
    List<LogRecord> readAfter(long after, int max) {
        var known = find(after);
        if (known != null) {
            return known.after(after, max);
        }
        var read = log.readAfter(after, max);
        // What is still in the log's memory has its meaning with it.
        if (read.isEmpty() || read.getFirst().known() != null) {
            return read;
        }
        var decoded = new ArrayList<LogRecord>(read.size());
        for (var record : read) {
            decoded.add(decoded(record));
        }
        keep(new Stretch(after, decoded, LogRecord.bytes(decoded)));
        return decoded;
    }

    private static LogRecord decoded(LogRecord record) {
        try {
            return new LogRecord(record.sequence(), record.timeMillis(), record.kind(), record.body(), record.entry());
        } catch (LogUnreadableException unreadable) {
            // It stands in the way of the replays that come to it, and of no other.
            return record;
        }
    }

    private @Nullable Stretch find(long after) {
        synchronized (stretches) {
            var near = stretches.floorEntry(after);
            return near == null || near.getValue().last() <= after ? null : near.getValue();
        }
    }

    private void keep(Stretch stretch) {
        synchronized (stretches) {
            if (stretches.putIfAbsent(stretch.after, stretch) != null) {
                return;
            }
            byAge.add(stretch);
            bytes += stretch.bytes;
            while (bytes > STRETCHES_BYTES && byAge.size() > 1) {
                var oldest = byAge.remove();
                stretches.remove(oldest.after);
                bytes -= oldest.bytes;
            }
        }
    }

    /** As {@link RecentFrames#of}. */
    @Nullable
    Frame frame(StoredEvent stored, FrameFormat format, Function<StoredEvent, @Nullable Frame> encoder) {
        return frames.of(stored, format, encoder);
    }

    void close() {
        frames.close();
    }
}
