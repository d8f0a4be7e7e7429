package carillon.server.dialect.drp;

import carillon.core.access.AuthzMode;
import carillon.sdk.filter.FilterOptions;
import carillon.server.http.WebSocketLimits;
import java.time.InstantSource;

/**
 * What can be set about this dialect.
 *
 * @param mode who sees what
 * @param socket queue length, ping, pong and write times, inbound limit
 * @param maxRegistrations of one session
 * @param objectsMemory what the states of all objects may take, in bytes, estimated; 0 for a quarter of the heap
 * @param filters how {@code Changed} is read
 * @param apiPort shown by {@code /info}
 * @param version of the server, shown by {@code /info}
 * @param clock what events and connections are dated by
 */
public record DrpConfig(
        AuthzMode mode,
        WebSocketLimits socket,
        int maxRegistrations,
        long objectsMemory,
        FilterOptions filters,
        int apiPort,
        String version,
        InstantSource clock) {

    public static final DrpConfig DEFAULT = new DrpConfig(
            AuthzMode.STRICT,
            WebSocketLimits.DROPPING,
            1024,
            0,
            FilterOptions.DEFAULT,
            8092,
            "v0.1.0",
            InstantSource.system());

    public DrpConfig withMode(AuthzMode next) {
        return new DrpConfig(next, socket, maxRegistrations, objectsMemory, filters, apiPort, version, clock);
    }

    public DrpConfig withSocket(WebSocketLimits next) {
        return new DrpConfig(mode, next, maxRegistrations, objectsMemory, filters, apiPort, version, clock);
    }

    public DrpConfig withClock(InstantSource next) {
        return new DrpConfig(mode, socket, maxRegistrations, objectsMemory, filters, apiPort, version, next);
    }

    public DrpConfig withMaxRegistrations(int next) {
        return new DrpConfig(mode, socket, next, objectsMemory, filters, apiPort, version, clock);
    }

    public DrpConfig withObjectsMemory(long next) {
        return new DrpConfig(mode, socket, maxRegistrations, next, filters, apiPort, version, clock);
    }
}
