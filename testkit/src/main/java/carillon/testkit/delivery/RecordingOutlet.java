package carillon.testkit.delivery;

import carillon.core.delivery.Backlog;
import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import carillon.core.error.ErrorCode;
import carillon.sdk.event.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An outlet that records the events it gets, and can stop taking any. */
public final class RecordingOutlet extends Outlet {

    private final List<StoredEvent> events = new CopyOnWriteArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final AtomicInteger writes = new AtomicInteger();
    private volatile boolean stalled;
    private volatile boolean closed;
    private volatile String brokenOff = "";

    public RecordingOutlet(Lane lane, FrameFormat format) {
        super(lane, format, new Backlog());
    }

    @Override
    protected void write(Frame frame) {
        events.addAll(((RecordingFrame) frame).stored());
        writes.incrementAndGet();
        frame.release();
    }

    @Override
    protected void flush() {}

    @Override
    protected void whenReady(Runnable callback) {
        if (stalled && !closed) {
            waiting.add(callback);
        } else {
            callback.run();
        }
    }

    @Override
    protected void breakOff(ErrorCode code, String reason) {
        brokenOff = code + ": " + reason;
        close();
    }

    /** By which code and why the hub ended it; empty if it did not. */
    public String brokenOff() {
        return brokenOff;
    }

    @Override
    public boolean closed() {
        return closed;
    }

    /** From now on there is no room for a next piece, until {@link #resume}. */
    public void stall() {
        stalled = true;
    }

    public void resume() {
        stalled = false;
        lane().execute(this::callBack);
    }

    public void close() {
        closed = true;
        lane().execute(this::callBack);
    }

    private void callBack() {
        var ready = List.copyOf(waiting);
        waiting.clear();
        ready.forEach(Runnable::run);
    }

    /** How many frames it took to bring the events. */
    public int writes() {
        return writes.get();
    }

    public List<StoredEvent> events() {
        return List.copyOf(events);
    }

    public List<Long> sequences() {
        return events.stream().map(StoredEvent::sequence).toList();
    }
}
