package carillon.server.dialect.drp;

import carillon.core.access.AuthzMode;
import carillon.sdk.filter.FilterOptions;
import carillon.server.http.WebSocketLimits;
import java.time.InstantSource;
import java.util.Set;

/**
 * What can be set about this dialect.
 *
 * @param mode who sees what
 * @param socket queue length, ping, pong and write times, inbound limit
 * @param maxRegistrations of one session
 * @param filters how {@code Changed} is read
 * @param apiPort shown by {@code /info}
 * @param version of the server, shown by {@code /info}
 * @param doors roles that count by their name, as AccessPolicy has them
 * @param clock what events and connections are dated by
 */
public record DrpConfig(
        AuthzMode mode,
        WebSocketLimits socket,
        int maxRegistrations,
        FilterOptions filters,
        int apiPort,
        String version,
        Set<String> doors,
        InstantSource clock) {

    public DrpConfig {
        doors = Set.copyOf(doors);
    }

    public static final DrpConfig DEFAULT = new DrpConfig(
            AuthzMode.STRICT,
            WebSocketLimits.DROPPING,
            1024,
            FilterOptions.DEFAULT,
            8092,
            "v0.1.0",
            Set.of(),
            InstantSource.system());

    public DrpConfig withMode(AuthzMode next) {
        return new DrpConfig(next, socket, maxRegistrations, filters, apiPort, version, doors, clock);
    }

    public DrpConfig withSocket(WebSocketLimits next) {
        return new DrpConfig(mode, next, maxRegistrations, filters, apiPort, version, doors, clock);
    }

    public DrpConfig withClock(InstantSource next) {
        return new DrpConfig(mode, socket, maxRegistrations, filters, apiPort, version, doors, next);
    }

    public DrpConfig withDoors(Set<String> next) {
        return new DrpConfig(mode, socket, maxRegistrations, filters, apiPort, version, next, clock);
    }

    public DrpConfig withMaxRegistrations(int next) {
        return new DrpConfig(mode, socket, next, filters, apiPort, version, doors, clock);
    }
}
