package carillon.server.http;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import carillon.core.error.ErrorCode;
import java.util.function.BiConsumer;

/** The hub's way into an outbox. */
final class OutboxOutlet extends Outlet {

    private final Outbox outbox;
    private final BiConsumer<ErrorCode, String> end;

    /** The consumer ends the connection with a code and a reason. */
    OutboxOutlet(Lane lane, FrameFormat format, Outbox outbox, BiConsumer<ErrorCode, String> end) {
        super(lane, format, outbox.backlog());
        this.outbox = outbox;
        this.end = end;
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
    protected void breakOff(ErrorCode code, String reason) {
        end.accept(code, reason);
    }

    @Override
    public void revoked(String why) {
        outbox.revoked(why);
    }

    @Override
    public boolean closed() {
        return outbox.closed();
    }
}
