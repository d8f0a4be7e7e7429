package carillon.server.socketio;

import carillon.core.delivery.Outlet;

/** One client in one namespace. Every method may be called from any thread. */
public interface Socket {

    /** Public id, unique, another one in every namespace. */
    String id();

    Handshake handshake();

    /** The client has shown who it is, by credentials after the handshake. The session ends if that principal has no place more. */
    void belongsTo(String principal);

    /**
     * Emits an event with one argument, which is JSON text.
     *
     * @param gone runs when it waits in memory of its own account no longer
     */
    void emit(String event, String argument, Runnable gone);

    /** Answers an emission that asked for it, in the same way. */
    void acknowledge(long ackId, String argument, Runnable gone);

    /** A way for the hub to deliver events here. */
    Outlet outlet(SharedEvents events);

    /** Stops reading from the client, and goes on; for clients on WebSocket. Calls do not nest. */
    void pauseReading();

    void resumeReading();

    /** Ends the whole session as if its transport had broken: somebody knows that the client is elsewhere by now. */
    void drop();

    /** Ends the membership: the client is told, and does not come back by itself. */
    void disconnect();
}
