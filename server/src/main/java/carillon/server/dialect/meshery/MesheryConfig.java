package carillon.server.dialect.meshery;

import java.time.Duration;
import java.util.UUID;

/**
 * The settings of the dialect (meshery-events section 12).
 *
 * @param wireCase spelling of members that go out, unless the request asks for the other
 * @param systemId the id of this instance, the same after every restart
 * @param auth who a caller without credentials is
 * @param maxAge events older than this are purged; zero keeps all
 * @param maxPerUser events kept for each user; 0 means no cap
 * @param buffer events that may wait for one live stream
 * @param loginPath where browsers without credentials are sent
 */
public record MesheryConfig(
        WireCase wireCase, UUID systemId, Auth auth, Duration maxAge, int maxPerUser, int buffer, String loginPath) {

    /** Who a caller without credentials is. */
    public enum Auth {
        /** The zero-UUID user: everybody is the same (meshery-events 5.5). For demonstrations. */
        NONE,
        /** Whoever the header {@code X-Meshery-User} says. For tests alone: nothing is checked. */
        HEADER,
        /** Nobody: refused. */
        SESSION
    }

    public static MesheryConfig of(UUID systemId, Auth auth) {
        return new MesheryConfig(WireCase.SNAKE, systemId, auth, Duration.ofDays(90), 10_000, 256, "/#login");
    }
}
