package carillon.server.socketio;

/** A client sent something that is no packet. Ends its session; the message goes to the log alone. */
final class MalformedPacketException extends Exception {

    private static final long serialVersionUID = 1;

    MalformedPacketException(String message) {
        super(message);
    }
}
