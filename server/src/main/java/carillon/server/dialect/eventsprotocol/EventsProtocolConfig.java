package carillon.server.dialect.eventsprotocol;

import carillon.sdk.protocol.Options;
import carillon.server.http.WebSocketLimits;
import carillon.server.socketio.SocketIoConfig;
import java.time.Duration;

/**
 * Limits of the hub's events protocol.
 *
 * @param go how {@code /events} reads and writes; sockets speak it as well
 * @param gb how {@code /gb/events} does
 * @param socket limits of {@code /events/ws}
 * @param login how long a connection to {@code /events/ws} may be open without valid credentials
 * @param maxRequestsAtOnce per connection; further ones wait and the connection is not read meanwhile
 * @param maxSubscriptions per connection
 * @param recovery how long the subscriptions of a lost Socket.IO client are kept for its return; zero for not at all
 * @param maxRecoverable of how many lost clients; the longest gone are forgotten first
 * @param socketIo limits and times of Socket.IO
 */
public record EventsProtocolConfig(
        Options go,
        Options gb,
        WebSocketLimits socket,
        Duration login,
        int maxRequestsAtOnce,
        int maxSubscriptions,
        Duration recovery,
        int maxRecoverable,
        SocketIoConfig socketIo) {

    public EventsProtocolConfig {
        if (recovery.isNegative() || maxRecoverable < 1) {
            throw new IllegalArgumentException("recovery is not negative, and of at least one client");
        }
    }

    public static final EventsProtocolConfig DEFAULT = new EventsProtocolConfig(
            Options.go(),
            Options.gb(),
            WebSocketLimits.RESUMABLE
                    .withMaxInboundBytes(Options.go().maxBodyBytes())
                    .withTimes(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(10)),
            Duration.ofSeconds(30),
            64,
            1_000,
            Duration.ofMinutes(2),
            10_000,
            SocketIoConfig.DEFAULT);

    public EventsProtocolConfig withRecovery(Duration time) {
        return new EventsProtocolConfig(
                go, gb, socket, login, maxRequestsAtOnce, maxSubscriptions, time, maxRecoverable, socketIo);
    }

    public EventsProtocolConfig withLogin(Duration within) {
        return new EventsProtocolConfig(
                go, gb, socket, within, maxRequestsAtOnce, maxSubscriptions, recovery, maxRecoverable, socketIo);
    }

    public EventsProtocolConfig withSocketIo(SocketIoConfig other) {
        return new EventsProtocolConfig(
                go, gb, socket, login, maxRequestsAtOnce, maxSubscriptions, recovery, maxRecoverable, other);
    }
}
