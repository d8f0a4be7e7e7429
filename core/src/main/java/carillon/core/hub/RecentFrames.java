package carillon.core.hub;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.sdk.event.StoredEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Frames of recent events that replays asked for: of a thousand that come back together only the first has each event encoded. Bounded
 * in number and in bytes; the oldest go first. Fan-out thread only.
 */
final class RecentFrames {

    private final int most;
    private final long mostBytes;
    private final Map<Key, Frame> frames = new LinkedHashMap<>();
    private long bytes;

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
        var known = frames.get(key);
        if (known == null) {
            known = encoder.apply(stored);
            if (known == null) {
                return null;
            }
            known.retain(1);
            frames.put(key, known);
            bytes += known.bytes();
            keepWithinBounds();
        } else {
            known.retain(1);
        }
        return known;
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

    void close() {
        frames.values().forEach(Frame::release);
        frames.clear();
        bytes = 0;
    }
}
