package carillon.server.dialect;

import carillon.server.http.Routes;
import java.util.List;

/**
 * One protocol that the hub speaks: what it mounts, and its life. It is made with the hub, started before the first request,
 * and closed after the last. Which events a route carries is said where the route is ({@link Routes#opens}).
 */
public interface HubDialect extends AutoCloseable {

    /** One word, unique among all dialects. */
    String name();

    /** What people call it: the heading of its routes in descriptions. */
    String family();

    /** What to mount on the listeners that all dialects share. */
    List<Routes> routes();

    /** Everything that can be called inside its sockets. */
    default List<String> calls() {
        return List.of();
    }

    default void start() {}

    @Override
    default void close() {}
}
