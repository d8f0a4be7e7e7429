package carillon.testkit.delivery;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.sdk.event.StoredEvent;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A frame that knows its events and counts its references, so that a test sees one that leaked or was given back twice. */
public final class RecordingFrame implements Frame {

    private final List<StoredEvent> stored;
    private final Format format;
    private final AtomicInteger references = new AtomicInteger(1);

    private RecordingFrame(List<StoredEvent> stored, Format format) {
        this.stored = stored;
        this.format = format;
        format.frames.add(this);
    }

    /** A format that keeps every frame it made. */
    public static final class Format implements FrameFormat {

        private final Queue<RecordingFrame> frames = new ConcurrentLinkedQueue<>();
        private volatile Consumer<StoredEvent> beforeEncoding = stored -> {};
        private volatile boolean weighs;
        private volatile Runnable beforeJoining = () -> {};

        @Override
        public String dialect() {
            return "recording";
        }

        @Override
        public Frame encode(StoredEvent stored) {
            beforeEncoding.accept(stored);
            return new RecordingFrame(List.of(stored), this);
        }

        /** Frames count the bytes of their objects; otherwise each event is one byte. */
        public void weigh() {
            weighs = true;
        }

        /** To have encoding fail for some events. */
        public void beforeEncoding(Consumer<StoredEvent> action) {
            beforeEncoding = action;
        }

        /** To have the putting together of frames fail. */
        public void beforeJoining(Runnable action) {
            beforeJoining = action;
        }

        /** How many events were encoded. */
        public long encoded() {
            return frames.stream().filter(frame -> frame.stored.size() == 1).count();
        }

        /** How many frames were put together out of others. */
        public long joined() {
            return frames.size() - encoded();
        }

        /** References that were not given back; 0 when everything was written. */
        public int outstanding() {
            return frames.stream().mapToInt(frame -> frame.references.get()).sum();
        }
    }

    @Override
    public Frame join(List<Frame> all) {
        format.beforeJoining.run();
        var events = all.stream()
                .flatMap(frame -> ((RecordingFrame) frame).stored.stream())
                .toList();
        return new RecordingFrame(events, format);
    }

    public List<StoredEvent> stored() {
        return stored;
    }

    @Override
    public int bytes() {
        return format.weighs
                ? stored.stream()
                        .mapToInt(event -> event.event().object().utf8().length)
                        .sum()
                : stored.size();
    }

    @Override
    public void retain(int count) {
        if (references.addAndGet(count) <= count) {
            throw new IllegalStateException("retained after the last reference was given back");
        }
    }

    @Override
    public void release(int count) {
        if (references.addAndGet(-count) < 0) {
            throw new IllegalStateException("given back once too often");
        }
    }
}
