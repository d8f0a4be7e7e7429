package carillon.server.socketio;

import java.time.Duration;

/** Times and limits of Socket.IO. */
public record SocketIoConfig(Times times, Limits limits) {

    /** The times of the original server; the limits are ours. */
    public static final SocketIoConfig DEFAULT = new SocketIoConfig(
            new Times(Duration.ofSeconds(25), Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofSeconds(45)),
            new Limits(1_000_000, 50_000, 16_000, 1 << 20, 32 << 20, 8, 16));

    /**
     * How long what may take.
     *
     * @param pingInterval how often the server sends a ping packet
     * @param pingTimeout how long it waits for the pong before the session is over
     * @param upgrade from the probe to the upgrade packet
     * @param connect from the handshake to a namespace that was joined with valid credentials, or an event that has them
     */
    public record Times(Duration pingInterval, Duration pingTimeout, Duration upgrade, Duration connect) {}

    /**
     * How much there may be.
     *
     * @param payloadBytes longest request body, response body and WebSocket message
     * @param sessions see {@link Seats} for how they are shared
     * @param sessionsEach how many of them one principal may have, or one address of clients that have not logged in
     * @param outboxBytes how much may wait for each client that polls, whatever else waits
     * @param burstBytes how much more may wait for it, as long as the bytes that all sessions share for this last; beyond that the
     *     session ends, and the client resumes. More than the largest answer and the largest array of events
     * @param namespaces how many one session may join
     * @param attachments how many binary ones one packet may have
     */
    public record Limits(
            int payloadBytes,
            int sessions,
            int sessionsEach,
            int outboxBytes,
            int burstBytes,
            int namespaces,
            int attachments) {

        Limits withSessionsEach(int number) {
            return new Limits(payloadBytes, sessions, number, outboxBytes, burstBytes, namespaces, attachments);
        }
    }

    public SocketIoConfig withSessionsEach(int number) {
        return new SocketIoConfig(times, limits.withSessionsEach(number));
    }
}
