package carillon.server.http;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;

/** The hub's way into an outbox. */
final class OutboxOutlet extends Outlet {

    private final Outbox outbox;

    OutboxOutlet(Lane lane, FrameFormat format, Outbox outbox) {
        super(lane, format);
        this.outbox = outbox;
    }

    @Override
    protected void write(Frame frame) {
        outbox.event(frame);
    }

    @Override
    protected void writeReplayed(Frame frame) {
        outbox.replayed(frame);
    }

    @Override
    protected void flush() {
        outbox.flush();
    }

    @Override
    protected void whenReady(Runnable callback) {
        outbox.whenReady(callback);
    }

    @Override
    public boolean closed() {
        return outbox.closed();
    }
}
