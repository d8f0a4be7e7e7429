package carillon.server.http;

import java.time.Duration;

/**
 * Limits of one WebSocket connection.
 *
 * @param ping how often the server pings
 * @param pongTimeout without any frame from the peer for this long the connection is closed
 * @param writeTimeout a connection whose socket takes nothing for this long is dropped
 * @param maxInboundBytes of one message, fragments summed up; more closes with 1009
 * @param outboxBytes how many bytes of events may wait beyond what the socket has taken
 * @param outboxMessages how many events may wait likewise
 */
public record WebSocketLimits(
        Duration ping,
        Duration pongTimeout,
        Duration writeTimeout,
        int maxInboundBytes,
        int outboxBytes,
        int outboxMessages,
        SlowPolicy policy) {

    /** For dialects whose clients resume: a megabyte of events, then closed with 4000. */
    public static final WebSocketLimits RESUMABLE = new WebSocketLimits(
            Duration.ofSeconds(54),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            65_536,
            1 << 20,
            Integer.MAX_VALUE,
            SlowPolicy.CLOSE_SLOW);

    /** Digital Rebar's (drp-websocket section 9): 256 events, then silently dropped. */
    public static final WebSocketLimits DROPPING = new WebSocketLimits(
            Duration.ofSeconds(54),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            65_536,
            16 << 20,
            256,
            SlowPolicy.DROP_NEWEST);

    public WebSocketLimits withMaxInboundBytes(int bytes) {
        return new WebSocketLimits(ping, pongTimeout, writeTimeout, bytes, outboxBytes, outboxMessages, policy);
    }

    public WebSocketLimits withOutbox(int bytes, int messages) {
        return new WebSocketLimits(ping, pongTimeout, writeTimeout, maxInboundBytes, bytes, messages, policy);
    }

    public WebSocketLimits withTimes(Duration pingEvery, Duration pongWithin, Duration writeWithin) {
        return new WebSocketLimits(
                pingEvery, pongWithin, writeWithin, maxInboundBytes, outboxBytes, outboxMessages, policy);
    }
}
