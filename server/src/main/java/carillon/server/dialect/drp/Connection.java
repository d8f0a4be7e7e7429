package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import carillon.sdk.event.Rfc3339;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/**
 * One open connection as its object shows it (section 11.1).
 *
 * @param remoteAddr {@code IP:PORT} of the peer, IPv6 in brackets; unique
 * @param closer ends it
 */
record Connection(
        String remoteAddr, String type, String principal, Instant createTime, Instant expiresAt, Closer closer) {

    static final String WEBSOCKET = "websocket";
    static final String API = "api";
    private static final String UNKNOWN = "unknown";

    /** How a connection is ended from outside. */
    interface Closer {
        Closer NONE = (code, reason) -> {};

        void close(int code, String reason);
    }

    /** One that nobody has authenticated on yet. */
    static Connection unknown(String remoteAddr, Instant now) {
        return new Connection(remoteAddr, API, UNKNOWN, now, WireTime.ZERO, Closer.NONE);
    }

    boolean known() {
        return !principal.equals(UNKNOWN);
    }

    ObjectNode json() {
        return Json.mapper()
                .createObjectNode()
                .put("RemoteAddr", remoteAddr)
                .put("Type", type)
                .put("Principal", principal)
                .put("CreateTime", Rfc3339.format(createTime))
                .put("ExpiresAt", Rfc3339.format(expiresAt));
    }
}
