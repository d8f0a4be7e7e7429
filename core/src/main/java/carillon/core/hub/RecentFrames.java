package carillon.core.hub;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.sdk.event.StoredEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Frames that replays asked for a moment ago: of a thousand that come back together only the first has each event encoded. Bounded
 * in number and in bytes; the oldest go first. Any thread; nothing is encoded under the lock.
 */
final class RecentFrames {

    private final int most;
    private final long mostBytes;
    private final Map<Key, Frame> frames = new LinkedHashMap<>();
    private long bytes;
    private boolean closed;

    /** Formats are compared by identity. */
    private record Key(long sequence, FrameFormat format) {}

    RecentFrames(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /**
     * The frame of an event, with a reference for the caller.
     *
     * @param encoder asked for what is not here; null from it means that the format cannot show the event
     */
    @Nullable
    Frame of(StoredEvent stored, FrameFormat format, Function<StoredEvent, @Nullable Frame> encoder) {
        var key = new Key(stored.sequence(), format);
        var known = find(key);
        if (known != null) {
            return known;
        }
        var encoded = encoder.apply(stored);
        if (encoded != null) {
            keep(key, encoded);
        }
        return encoded;
    }

    private synchronized @Nullable Frame find(Key key) {
        var known = frames.get(key);
        if (known != null) {
            known.retain(1);
        }
        return known;
    }

    private synchronized void keep(Key key, Frame encoded) {
        if (!closed && frames.putIfAbsent(key, encoded) == null) {
            encoded.retain(1);
            bytes += encoded.bytes();
            keepWithinBounds();
        }
    }

    private void keepWithinBounds() {
        var oldest = frames.values().iterator();
        while ((bytes > mostBytes || frames.size() > most) && oldest.hasNext()) {
            var frame = oldest.next();
            oldest.remove();
            bytes -= frame.bytes();
            frame.release();
        }
    }

    synchronized void close() {
        closed = true;
        frames.values().forEach(Frame::release);
        frames.clear();
        bytes = 0;
    }
}
