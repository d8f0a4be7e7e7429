package carillon.server.socketio;

import carillon.core.delivery.Frame;
import carillon.server.http.WebSocketFrames;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A packet for sessions that began with polling. Those that have changed to WebSocket meanwhile share one WebSocket frame
 * as well, made when the first of them needs it.
 */
final class PolledFrame implements Frame {

    private final byte[] packet;
    private final AtomicInteger references = new AtomicInteger(1);

    // Guarded by this; held only to make or drop the frame.
    private @Nullable Frame websocket;

    PolledFrame(byte[] packet) {
        this.packet = packet;
    }

    byte[] packet() {
        return packet;
    }

    /** The same as a WebSocket frame, with one reference for the caller. */
    synchronized Frame websocket() {
        var frame = websocket;
        if (frame == null) {
            frame = WebSocketFrames.text(packet);
            websocket = frame;
        }
        frame.retain(1);
        return frame;
    }

    @Override
    public int bytes() {
        return packet.length;
    }

    @Override
    public void retain(int count) {
        references.addAndGet(count);
    }

    @Override
    public void release(int count) {
        if (references.addAndGet(-count) == 0) {
            drop();
        }
    }

    private synchronized void drop() {
        if (websocket != null) {
            websocket.release();
            websocket = null;
        }
    }
}
