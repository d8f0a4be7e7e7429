package carillon.server.http;

import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import carillon.core.error.ErrorCode;
import carillon.core.memory.MemoryBudget;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One open WebSocket. Every method may be called from any thread unless it says otherwise. */
public interface WebSocketConnection {

    /**
     * Sends a message of this connection's own, such as the answer to a command. Never dropped: when too much of it waits,
     * the peer's commands are not read until it has taken its answers. Keeps its order among calls from one thread, and
     * among events when called on the lane.
     */
    void sendText(String text);

    /** The same; calls back when the message has been written to the socket, or never will be. Its memory may be given back then. */
    void sendText(String text, Runnable gone);

    void sendBinary(byte[] bytes);

    void sendPing(byte[] payload);

    /** Starts the closing handshake; the TCP connection ends when the peer answers, or soon after if it does not. */
    void close(int code, String reason);

    /** {@link #close(int, String)} with the code that the catalogue gives. */
    default void close(ErrorCode code, String reason) {
        close(code.closeCode(), reason);
    }

    /**
     * A way for the hub to deliver events here. Several outlets of one connection share its outbox and limits. The format
     * must make its frames by {@link WebSocketFrames}.
     */
    Outlet outlet(FrameFormat format);

    /** The lane of this connection's event loop, shared with all others there. */
    Lane lane();

    /**
     * Runs blocking work on a virtual thread, one task of this connection after another in the order of the calls. Reading
     * pauses while too much waits. Call it on the event loop.
     *
     * @param bytes what the task holds in memory until it is done; if that is not free, the connection is closed (1013) and the task
     *     does not run
     */
    void runInOrder(long bytes, Runnable task);

    /**
     * Holds memory for a message that is worked on after {@link WebSocketListener#onText} has returned; close it then. Null if it is
     * not free, and the connection is closed (1013). Call it on the event loop.
     */
    MemoryBudget.@Nullable Reservation keep(long bytes);

    /** Stops reading from the peer, and goes on. Calls do not nest. */
    void pauseReading();

    void resumeReading();

    InetSocketAddress remote();

    boolean secure();

    /** How many events were dropped because the outbox was full. */
    long droppedEvents();

    /** Events and bytes that wait beyond what the socket has taken; a snapshot, read it on the lane. */
    int waitingMessages();

    long waitingBytes();

    boolean isOpen();
}
