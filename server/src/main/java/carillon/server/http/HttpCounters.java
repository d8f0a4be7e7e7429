package carillon.server.http;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the server counts, for metrics and for limits. Any thread. */
public final class HttpCounters {

    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong webSockets = new AtomicLong();
    private final AtomicLong streams = new AtomicLong();
    private final AtomicLong requestsAtOnce = new AtomicLong();
    private final LongAdder requests = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder refusedConnections = new LongAdder();
    private final LongAdder refusedStreams = new LongAdder();

    HttpCounters() {}

    /** Open TCP connections. */
    public long connections() {
        return connections.get();
    }

    public long webSockets() {
        return webSockets.get();
    }

    /** Open streams of server-sent events. */
    public long streams() {
        return streams.get();
    }

    public long requests() {
        return requests.sum();
    }

    /** Requests that are being answered by blocking handlers now. */
    public long requestsAtOnce() {
        return requestsAtOnce.get();
    }

    /** Events that were dropped because an outbox was full. */
    public long eventsDropped() {
        return dropped.sum();
    }

    /** Connections that the server ended because of a deadline. */
    public long connectionsTimedOut() {
        return timedOut.sum();
    }

    /** Connections that were turned away because there were too many. */
    public long connectionsRefused() {
        return refusedConnections.sum();
    }

    /** WebSockets and event streams that were refused because their principal has too many. */
    public long streamsRefused() {
        return refusedStreams.sum();
    }

    void streamRefused() {
        refusedStreams.increment();
    }

    long connectionOpened() {
        return connections.incrementAndGet();
    }

    void connectionClosed() {
        connections.decrementAndGet();
    }

    void connectionRefused() {
        refusedConnections.increment();
    }

    void webSocketOpened() {
        webSockets.incrementAndGet();
    }

    void webSocketClosed() {
        webSockets.decrementAndGet();
    }

    void streamOpened() {
        streams.incrementAndGet();
    }

    void streamClosed() {
        streams.decrementAndGet();
    }

    void request() {
        requests.increment();
    }

    long requestBegins() {
        return requestsAtOnce.incrementAndGet();
    }

    void requestEnds() {
        requestsAtOnce.decrementAndGet();
    }

    void eventsDropped(int events) {
        dropped.add(events);
    }

    void timedOut() {
        timedOut.increment();
    }
}
