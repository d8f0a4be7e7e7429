package carillon.server.socketio;

import carillon.core.error.ErrorCode;
import carillon.server.http.WebSocketListener;
import carillon.server.socketio.SocketListener.DisconnectReason;

/**
 * How a session ends.
 *
 * @param reason what namespaces are told
 * @param closeCode of the close frame, where a WebSocket carries the session
 * @param detail for the log and the close frame
 */
record Ending(DisconnectReason reason, int closeCode, String detail) {

    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int TRY_AGAIN_LATER = 1013;

    /** The client's close packet. */
    static final Ending LEFT = new Ending(DisconnectReason.CLIENT_LEFT, NORMAL, "");

    static final Ending TRANSPORT_GONE = lost("the transport ended");

    /** There are too many sessions of its kind. */
    static final Ending NO_SEAT = new Ending(
            DisconnectReason.CONNECTION_LOST, TRY_AGAIN_LATER, "too many sessions: log in sooner, or come back later");

    static final Ending SHUTTING_DOWN = lost("the server is going away");

    /** Nobody is there any more, as far as can be seen: whoever it was may come back. */
    static Ending lost(String detail) {
        return new Ending(DisconnectReason.CONNECTION_LOST, GOING_AWAY, detail);
    }

    /** It takes less than it is sent; the client may resume from where it stopped. */
    static Ending tooSlow(String detail) {
        return new Ending(DisconnectReason.CONNECTION_LOST, ErrorCode.SLOW_CONSUMER.closeCode(), detail);
    }

    /** The credentials that it came with are revoked: it cannot come back with them. */
    static Ending revoked(String why) {
        return new Ending(DisconnectReason.SERVER_CLOSED, WebSocketListener.POLICY_VIOLATION, why);
    }

    /** The peer broke a rule of the protocol. */
    static Ending broken(String rule) {
        return new Ending(DisconnectReason.SERVER_CLOSED, PROTOCOL_ERROR, rule);
    }
}
