package carillon.server.http;

/** What feeds a stream of server-sent events. */
@FunctionalInterface
public interface SseEndpoint {

    /** Called once, on the event loop, when the response head was written. Must not block. */
    void open(SseStream stream);
}
