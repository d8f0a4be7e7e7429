package carillon.testkit.delivery;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.sdk.event.StoredEvent;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A frame that knows its event and counts its references, so that a test sees one that leaked or was given back twice. */
public final class RecordingFrame implements Frame {

    private final StoredEvent stored;
    private final AtomicInteger references = new AtomicInteger(1);

    private RecordingFrame(StoredEvent stored) {
        this.stored = stored;
    }

    /** A format that keeps every frame it made. */
    public static final class Format implements FrameFormat {

        private final Queue<RecordingFrame> frames = new ConcurrentLinkedQueue<>();

        @Override
        public String dialect() {
            return "recording";
        }

        @Override
        public Frame encode(StoredEvent stored) {
            var frame = new RecordingFrame(stored);
            frames.add(frame);
            return frame;
        }

        public int encoded() {
            return frames.size();
        }

        /** References that were not given back; 0 when everything was written. */
        public int outstanding() {
            return frames.stream().mapToInt(frame -> frame.references.get()).sum();
        }
    }

    public StoredEvent stored() {
        return stored;
    }

    @Override
    public int bytes() {
        return 1;
    }

    @Override
    public void retain(int count) {
        if (references.addAndGet(count) <= count) {
            throw new IllegalStateException("retained after the last reference was given back");
        }
    }

    @Override
    public void release() {
        if (references.decrementAndGet() < 0) {
            throw new IllegalStateException("given back once too often");
        }
    }
}
