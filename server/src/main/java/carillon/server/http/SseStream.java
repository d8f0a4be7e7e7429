package carillon.server.http;

import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import java.net.InetSocketAddress;

/** One open stream of server-sent events. Every method may be called from any thread. */
public interface SseStream {

    /** Sends a message of this stream's own; never dropped. Build it with {@link SseFrames}. */
    void send(byte[] event);

    /** A way for the hub to deliver events here. The format must make its frames by {@link SseFrames}. */
    Outlet outlet(FrameFormat format);

    Lane lane();

    /** Ends the stream after what was sent before. */
    void close();

    /** Calls back once on the event loop when the stream is over, at once if it is already. */
    void onClose(Runnable callback);

    InetSocketAddress remote();

    /** How many events were dropped because the outbox was full. */
    long droppedEvents();

    boolean isOpen();
}
