package carillon.server.socketio;

/** What is offered under one namespace. */
@FunctionalInterface
public interface Namespace {

    /** Decides about one client. Runs on a virtual thread: may block. */
    Admission admit(ConnectRequest request);
}
