package carillon.core.delivery;

import carillon.core.error.ErrorCode;
import java.util.List;
import java.util.function.Consumer;

/**
 * One connection as the hub sees it: where its frames go. Several subscriptions may lead to one outlet; an event reaches
 * it once.
 *
 * <p>{@link #write} and {@link #flush} are called on the lane's own thread alone. The fields are each owned by the one
 * thread named there.
 */
public abstract class Outlet {

    private final Lane lane;
    private final FrameFormat format;

    /** The last event that was handed over; fan-out thread only. Makes "once" cost one comparison. */
    long lastHandedOver;

    /** Lane thread only. */
    final Backlog backlog;

    /** Whether frames wait in the backlog until the lane visits the connection. */
    final boolean gathers;

    /** An outlet that is written each frame as soon as it arrives at its lane. */
    protected Outlet(Lane lane, FrameFormat format) {
        this(lane, format, new Backlog(), false);
    }

    /**
     * An outlet that is written everything since the lane's last visit at once.
     *
     * @param backlog of its connection, which sees to it that nothing overtakes what waits there
     */
    protected Outlet(Lane lane, FrameFormat format, Backlog backlog) {
        this(lane, format, backlog, true);
    }

    private Outlet(Lane lane, FrameFormat format, Backlog backlog, boolean gathers) {
        this.lane = lane;
        this.format = format;
        this.backlog = backlog;
        this.gathers = gathers;
    }

    public final Lane lane() {
        return lane;
    }

    public final FrameFormat format() {
        return format;
    }

    /**
     * Marks an event as handed over; fan-out thread only.
     *
     * @return false if it was before: another subscription of the same connection matched it too
     */
    public final boolean takes(long sequence) {
        if (lastHandedOver >= sequence) {
            return false;
        }
        lastHandedOver = sequence;
        return true;
    }

    /**
     * Queues one frame for the connection or drops and counts it when the outbox is full. Takes over one reference in
     * either case.
     */
    protected abstract void write(Frame frame);

    /**
     * Queues one frame of a replay, whose pieces wait for room: so it is never dropped, however large the piece. Takes over
     * one reference.
     */
    protected void writeReplayed(Frame frame) {
        write(frame);
    }

    /** Sends what was queued, in one system call where the transport can. */
    protected abstract void flush();

    /**
     * Calls back, on the lane's thread, as soon as the outbox has room for a good deal more, and also when the connection
     * is closed. Lane thread only. A replay hands over its next piece then, and so never overflows the outbox.
     */
    protected abstract void whenReady(Runnable callback);

    /**
     * Ends the connection: what it was promised cannot be delivered now. The client is told why, as far as its protocol has a way; whether
     * it may come back and resume, the code says. Lane thread only.
     */
    protected abstract void breakOff(ErrorCode code, String reason);

    /** Whether the connection has ended. Any thread. */
    public abstract boolean closed();

    /**
     * Ends the connection: the credentials that it was subscribed by are revoked. Any thread; must not block. Nothing to do
     * where there is no connection of its own.
     */
    public void revoked(String why) {}

    /**
     * Writes a piece of a replay: all frames, one flush, and the callback when there is room for the next piece. Lane
     * thread only. If writing fails, the frames behind are given back.
     */
    public final void writePiece(List<Frame> frames, Runnable ready) {
        writeAll(frames, this::writeReplayed);
        flush();
        whenReady(ready);
    }

    /**
     * Writes live events that another lane passes on: all frames within the bounds of the outbox, one flush. Lane thread only. If writing
     * fails, the frames behind are given back.
     */
    public final void writeEvents(List<Frame> frames) {
        backlog.catchUp();
        writeAll(frames, this::write);
        flush();
    }

    private static void writeAll(List<Frame> frames, Consumer<Frame> write) {
        int written = 0;
        try {
            while (written < frames.size()) {
                write.accept(frames.get(written++));
            }
        } finally {
            frames.subList(written, frames.size()).forEach(Frame::release);
        }
    }

    /** Ends the connection, see {@link #breakOff}. Lane thread only. */
    public final void end(ErrorCode code, String reason) {
        breakOff(code, reason);
    }
}
