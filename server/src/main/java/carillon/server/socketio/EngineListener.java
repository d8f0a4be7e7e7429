package carillon.server.socketio;

import carillon.server.socketio.SocketListener.DisconnectReason;

/** What a session carries messages for. Called on the session's thread, one call after another; must not block. */
interface EngineListener {

    void onMessage(String text) throws MalformedPacketException;

    void onBinary() throws MalformedPacketException;

    /** The session ended; called once. */
    void onClosed(DisconnectReason reason);

    /** Whether the client has said what it is here for, and who it is. A session that never does is closed. Any thread. */
    boolean settled();
}
