package carillon.server.dialect.sysadm;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import carillon.core.error.ErrorCode;
import carillon.sdk.event.Event;
import carillon.sdk.event.StoredEvent;
import carillon.sdk.filter.EventView;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last event of each class that later subscribers are shown (section 6.4).
 *
 * <p>It listens as a format does, on the fan-out thread. So when a subscription is accepted, on that same thread, what is
 * kept here is exactly what came before its first live event: replay and live events neither overlap nor miss one.
 */
final class LastEvents implements FrameFormat {

    private final Map<EventClass, Kept> kept = new EnumMap<>(EventClass.class);

    /** The frames are made once for each format, when somebody is first shown the event: subscribers may come in a loop. */
    private static final class Kept {
        final Event event;
        private final IdentityHashMap<FrameFormat, Frame> frames = new IdentityHashMap<>(2);

        Kept(Event event) {
            this.event = event;
        }

        /** With a reference for the caller. */
        Frame frame(FrameFormat format) {
            // It was shown to nobody as a stored event, and its format does not look at the place in the journal.
            var frame = frames.computeIfAbsent(format, first -> first.encode(new StoredEvent(1, event)));
            frame.retain(1);
            return frame;
        }

        void forget() {
            frames.values().forEach(Frame::release);
            frames.clear();
        }
    }

    private final Outlet outlet = new Outlet(new Lane(Runnable::run), this) {
        @Override
        protected void write(Frame frame) {
            // The event was kept when the frame was made; nobody is behind this outlet.
        }

        @Override
        protected void flush() {}

        @Override
        protected void whenReady(Runnable callback) {
            callback.run();
        }

        @Override
        protected void breakOff(ErrorCode code, String reason) {
            // It asks for no replay.
        }

        @Override
        public boolean closed() {
            return false;
        }
    };

    /** To subscribe with. */
    Outlet outlet() {
        return outlet;
    }

    synchronized void keep(Event event) {
        classOf(event).ifPresent(known -> {
            var before = kept.put(known, new Kept(event));
            if (before != null) {
                before.forget();
            }
        });
    }

    /** One of before this start: only if nothing has come since. */
    synchronized void recall(Event event) {
        classOf(event).ifPresent(known -> kept.putIfAbsent(known, new Kept(event)));
    }

    private static Optional<EventClass> classOf(Event event) {
        return EventClass.ofType(event.subject().type()).filter(EventClass::replayed);
    }

    /** The last event as a format shows it, with a reference for the caller; empty if there is none. */
    synchronized Optional<Frame> frame(EventClass wanted, FrameFormat format) {
        return Optional.ofNullable(kept.get(wanted)).map(one -> one.frame(format));
    }

    @Override
    public String dialect() {
        return "sysadm-last";
    }

    @Override
    public boolean shows(StoredEvent stored, EventView view) {
        return stored.event().owner() == null && stored.event().object().tree().isObject();
    }

    @Override
    public Frame encode(StoredEvent stored) {
        keep(stored.event());
        return Nothing.FRAME;
    }

    /** No bytes at all. */
    private enum Nothing implements Frame {
        FRAME;

        @Override
        public int bytes() {
            return 0;
        }

        @Override
        public void retain(int count) {}

        @Override
        public void release(int count) {}
    }
}
