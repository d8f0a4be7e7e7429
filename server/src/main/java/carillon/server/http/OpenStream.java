package carillon.server.http;

import java.time.Instant;

/**
 * One WebSocket or event stream that is open, as it is at a moment.
 *
 * @param peer its address, by {@link PeerAddress}
 * @param dialect of the events that go there; empty before the first subscription
 * @param principal who was authenticated with the request; empty if nobody, as where a login comes later
 * @param waitingBytes what its outbox holds
 * @param dropped how many events found no room there
 */
public record OpenStream(
        String peer,
        Transport transport,
        String dialect,
        String principal,
        Instant since,
        long waitingBytes,
        long dropped) {

    /** What carries it. */
    public enum Transport {
        WEBSOCKET,
        EVENT_STREAM
    }
}
