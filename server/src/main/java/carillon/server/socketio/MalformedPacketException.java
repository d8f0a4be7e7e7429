package carillon.server.socketio;

/** A client sent something that is no packet. Ends its session; the client is told which rule it broke. */
final class MalformedPacketException extends Exception {

    private static final long serialVersionUID = 1;

    private final String rule;

    MalformedPacketException(String rule) {
        super(rule);
        this.rule = rule;
    }

    String rule() {
        return rule;
    }
}
