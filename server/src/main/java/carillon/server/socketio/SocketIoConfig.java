package carillon.server.socketio;

import java.time.Duration;

/**
 * Limits and times of Socket.IO.
 *
 * @param pingInterval how often the server sends a ping packet
 * @param pingTimeout how long it waits for the pong before the session is over
 * @param maxPayloadBytes longest request body, response body and WebSocket message
 * @param upgradeTimeout from the probe to the upgrade packet
 * @param connectTimeout from the handshake to the first namespace
 * @param maxSessions more handshakes are refused with 503
 * @param outboxBytes how much may wait for a client that polls; more ends the session, and the client resumes
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
                maxNamespaces,
                maxAttachments);
    }
}
