package carillon.server.socketio;

/**
 * What one client does in one namespace. Called on the session's thread, one call after another; must not block.
 */
public interface SocketListener {

    void onEvent(SocketEvent event);

    /** The client left the namespace or is gone, exactly once. */
    void onDisconnect(DisconnectReason reason);

    /** Why a client is no longer there; says whether it may come back and resume. */
    enum DisconnectReason {
        /** It said goodbye. */
        CLIENT_LEFT,
        /** We did. */
        SERVER_CLOSED,
        /** Its transport ended, or it did not answer a ping. */
        CONNECTION_LOST
    }
}
