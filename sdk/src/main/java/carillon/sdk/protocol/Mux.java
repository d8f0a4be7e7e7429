package carillon.sdk.protocol;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The handlers of one mount point by name and version. Both are compared exactly: there is no latest version and no
 * wildcard (events-protocol section 4). Registration is safe at any time, from any thread.
 */
public final class Mux {

    /** One registered handler. */
    public record Registration(String name, int version, Handler handler) {}

    private record Key(String name, int version) {}

    private final Options options;
    private final Tracker tracker;
    private final ExceptionRegistry exceptions;
    private final ConcurrentHashMap<Key, Handler> handlers = new ConcurrentHashMap<>();

    /** Dialect {@code go} with its defaults. */
    public Mux() {
        this(Options.go());
    }

    /** Watched by nobody; in dialect {@code gb} with the usual exception functions. */
    public Mux(Options options) {
        this(options, Tracker.NONE, ExceptionRegistry.standard());
    }

    /** The same, watched. */
    public Mux(Options options, Tracker tracker) {
        this(options, tracker, ExceptionRegistry.standard());
    }

    /**
     * Makes an empty mux.
     *
     * @param exceptions asked in dialect {@code gb} alone
     */
    public Mux(Options options, Tracker tracker, ExceptionRegistry exceptions) {
        this.options = options;
        this.tracker = new GuardedTracker(tracker);
        this.exceptions = exceptions;
    }

    /**
     * Registers a handler; returns this. A pair that is taken is overwritten in dialect {@code go}.
     *
     * @throws IllegalStateException in dialect {@code gb} if the pair is taken; the first handler stays
     */
    public Mux add(String name, int version, Handler handler) {
        var key = new Key(name, version);
        if (options.dialect() == Dialect.GO) {
            handlers.put(key, handler);
        } else if (handlers.putIfAbsent(key, handler) != null) {
            throw new IllegalStateException("there is a handler for " + name + " V" + version + " already");
        }
        return this;
    }

    /** The handler of exactly this name and version. */
    public Optional<Handler> find(String name, int version) {
        return Optional.ofNullable(handlers.get(new Key(name, version)));
    }

    /** Everything registered, by name and then by version. */
    public List<Registration> registrations() {
        return handlers.entrySet().stream()
                .map(entry ->
                        new Registration(entry.getKey().name(), entry.getKey().version(), entry.getValue()))
                .sorted(Comparator.comparing(Registration::name).thenComparingInt(Registration::version))
                .toList();
    }

    /** How its mount point reads and writes. */
    public Options options() {
        return options;
    }

    Tracker tracker() {
        return tracker;
    }

    ExceptionRegistry exceptions() {
        return exceptions;
    }
}
