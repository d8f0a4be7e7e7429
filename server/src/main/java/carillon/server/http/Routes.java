package carillon.server.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes that one dialect mounts under one prefix, with the way it shows errors and knows callers. The longest prefix
 * that covers a path owns it: unknown paths below it are refused in its manner.
 *
 * <p>Patterns are relative to the prefix: {@code /users/{name}}; {@code {name...}} at the end takes the rest, slashes
 * included. Values are percent-decoded. A literal wins over a parameter, a parameter over the rest, and what won answers
 * 405 for methods it does not have.
 */
public final class Routes {

    private final String prefix;
    private final List<Route> all = new ArrayList<>();
    private String family = "Server";
    private ErrorRenderer errors = ErrorRenderer.PROBLEM;
    private Authenticator authenticator = Authenticator.NONE;
    private int maxBodyBytes;
    private ForeignPages foreignPages = ForeignPages.READ;
    private final List<ConnectionWatch> watches = new ArrayList<>(1);

    private Routes(String prefix) {
        this.prefix = prefix;
    }

    /** Begins with a prefix such as {@code /api/v3}; the empty one owns everything that nobody else does. */
    public static Routes under(String prefix) {
        if (!prefix.isEmpty() && (!prefix.startsWith("/") || prefix.endsWith("/"))) {
            throw new IllegalArgumentException("a prefix starts with a slash and ends with none: " + prefix);
        }
        return new Routes(prefix);
    }

    /** The protocol that these routes belong to, as people call it; for descriptions. */
    public Routes family(String name) {
        family = name;
        return this;
    }

    public Routes errors(ErrorRenderer renderer) {
        errors = renderer;
        return this;
    }

    /** Tells of all connections to the listeners that these routes are mounted on. */
    public Routes watch(ConnectionWatch watch) {
        watches.add(watch);
        return this;
    }

    /** For the routes added after this call. */
    public Routes authenticator(Authenticator next) {
        authenticator = next;
        return this;
    }

    /** For the routes added after this call; 0 means the server's own limit. */
    public Routes maxBodyBytes(int bytes) {
        maxBodyBytes = bytes;
        return this;
    }

    /** For the routes added after this call. */
    public Routes foreignPages(ForeignPages may) {
        foreignPages = may;
        return this;
    }

    public Routes get(String pattern, Handler handler) {
        return route("GET", pattern, handler);
    }

    public Routes post(String pattern, Handler handler) {
        return route("POST", pattern, handler);
    }

    public Routes put(String pattern, Handler handler) {
        return route("PUT", pattern, handler);
    }

    public Routes patch(String pattern, Handler handler) {
        return route("PATCH", pattern, handler);
    }

    public Routes delete(String pattern, Handler handler) {
        return route("DELETE", pattern, handler);
    }

    /** GET also answers HEAD. */
    public Routes route(String method, String pattern, Handler handler) {
        return add(method, pattern, new Action.Blocking(handler));
    }

    /** A route on the event loop. */
    public Routes async(String method, String pattern, AsyncHandler handler) {
        return add(method, pattern, new Action.OnLoop(handler));
    }

    /** What events come by on the route that was added last. */
    public Routes opens(EventChannel channel) {
        all.add(all.removeLast().opening(channel));
        return this;
    }

    private Routes add(String method, String pattern, Action action) {
        all.add(new Route(method, prefix + pattern, action, authenticator, maxBodyBytes, foreignPages, null));
        return this;
    }

    String prefix() {
        return prefix;
    }

    String family() {
        return family;
    }

    ErrorRenderer errors() {
        return errors;
    }

    List<ConnectionWatch> watches() {
        return watches;
    }

    List<Route> all() {
        return all;
    }

    /** How a route's handler is called. */
    sealed interface Action {

        record Blocking(Handler handler) implements Action {}

        record OnLoop(AsyncHandler handler) implements Action {}
    }

    record Route(
            String method,
            String pattern,
            Action action,
            Authenticator authenticator,
            int maxBodyBytes,
            ForeignPages foreignPages,
            @Nullable EventChannel channel) {

        Route opening(EventChannel opened) {
            return new Route(method, pattern, action, authenticator, maxBodyBytes, foreignPages, opened);
        }
    }
}
