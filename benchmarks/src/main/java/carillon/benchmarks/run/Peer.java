package carillon.benchmarks.run;

/** Who takes part in fan-out: a server and the protocol that it is spoken to in. */
enum Peer {
    BARE("bare Netty (ceiling)", Program.BARE, "bare"),
    PUMPED("bare Netty with a pump (ceiling)", Program.PUMPED, "bare"),
    CARILLON("Carillon, DRP", Program.CARILLON, "drp"),
    CARILLON_FILTERED("Carillon, DRP, a filter each", Program.CARILLON, "drp_filtered"),
    CARILLON_SSE("Carillon, server-sent events", Program.CARILLON, "carillon_sse"),
    CARILLON_SOCKETIO("Carillon, Socket.IO", Program.CARILLON, "carillon_socketio"),
    NATS("nats-server over WebSocket", Program.NATS, "nats"),
    NCHAN("nginx with nchan", Program.NCHAN, "nchan"),
    SOCKETIO("Socket.IO on Node", Program.SOCKETIO, "socketio");

    private final String title;
    private final Program program;
    private final String protocol;

    Peer(String title, Program program, String protocol) {
        this.title = title;
        this.program = program;
        this.protocol = protocol;
    }

    String title() {
        return title;
    }

    Program program() {
        return program;
    }

    /** As the load programs call it. */
    String protocol() {
        return protocol;
    }
}
