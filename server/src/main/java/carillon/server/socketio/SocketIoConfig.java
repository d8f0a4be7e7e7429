package carillon.server.socketio;

import java.time.Duration;

/**
 * Limits and times of Socket.IO.
 *
 * @param pingInterval how often the server sends a ping packet
 * @param pingTimeout how long it waits for the pong before the session is over
 * @param maxPayloadBytes longest request body, response body and WebSocket message
 * @param upgradeTimeout from the probe to the upgrade packet
 * @param connectTimeout from the handshake to a namespace that was joined with valid credentials, or an event that has them
 * @param maxSessions how many there may be; see {@link Seats} for how they are shared
 * @param outboxBytes how much may wait for each client that polls, whatever else waits
 * @param burstBytes how much more may wait for it, as long as the bytes that all sessions share for this last; beyond that the session
 *     ends, and the client resumes. More than the largest answer and the largest array of events
 * @param maxNamespaces how many namespaces one session may join
 * @param maxAttachments how many binary attachments one packet may have
 */
public record SocketIoConfig(
        Duration pingInterval,
        Duration pingTimeout,
        int maxPayloadBytes,
        Duration upgradeTimeout,
        Duration connectTimeout,
        int maxSessions,
        int outboxBytes,
        int burstBytes,
        int maxNamespaces,
        int maxAttachments) {

    /** The times of the original server; the limits are ours. */
    public static final SocketIoConfig DEFAULT = new SocketIoConfig(
            Duration.ofSeconds(25),
            Duration.ofSeconds(20),
            1_000_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(45),
            50_000,
            1 << 20,
            32 << 20,
            8,
            16);

    public SocketIoConfig withHeartbeat(Duration interval, Duration timeout) {
        return new SocketIoConfig(
                interval,
                timeout,
                maxPayloadBytes,
                upgradeTimeout,
                connectTimeout,
                maxSessions,
                outboxBytes,
                burstBytes,
                maxNamespaces,
                maxAttachments);
    }

    public SocketIoConfig withBurstBytes(int value) {
        return new SocketIoConfig(
                pingInterval,
                pingTimeout,
                maxPayloadBytes,
                upgradeTimeout,
                connectTimeout,
                maxSessions,
                outboxBytes,
                value,
                maxNamespaces,
                maxAttachments);
    }

    public SocketIoConfig withConnectTimeout(Duration value) {
        return new SocketIoConfig(
                pingInterval,
                pingTimeout,
                maxPayloadBytes,
                upgradeTimeout,
                value,
                maxSessions,
                outboxBytes,
                burstBytes,
                maxNamespaces,
                maxAttachments);
    }

    public SocketIoConfig withMaxSessions(int value) {
        return new SocketIoConfig(
                pingInterval,
                pingTimeout,
                maxPayloadBytes,
                upgradeTimeout,
                connectTimeout,
                value,
                outboxBytes,
                burstBytes,
                maxNamespaces,
                maxAttachments);
    }

    public SocketIoConfig withUpgradeTimeout(Duration value) {
        return new SocketIoConfig(
                pingInterval,
                pingTimeout,
                maxPayloadBytes,
                value,
                connectTimeout,
                maxSessions,
                outboxBytes,
                burstBytes,
                maxNamespaces,
                maxAttachments);
    }
}
