package carillon.sdk.protocol;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Which exception becomes which response, in dialect {@code gb} (events-protocol section 8.2). The first registered class
 * that fits the thrown one wins, so a general class registered first shadows a specific one. Thread-safe.
 *
 * <p>Registered from the start: missing field, unknown event, {@link EventException}, in this order. Everything else,
 * malformed bodies included, becomes {@code <name>:error}.
 */
public final class ExceptionRegistry {

    /** Makes the response to an exception; may turn it into a success. */
    @FunctionalInterface
    public interface Mapping<T extends Exception> {

        Envelope respond(T exception, Envelope request, Tracker tracker);
    }

    private record Entry<T extends Exception>(Class<T> type, Mapping<? super T> mapping) {

        boolean fits(Exception thrown) {
            return type.isInstance(thrown);
        }

        Envelope respond(Exception thrown, Envelope request, Tracker tracker) {
            return mapping.respond(type.cast(thrown), request, tracker);
        }
    }

    private final List<Entry<?>> entries = new CopyOnWriteArrayList<>();
    private final boolean rethrows;

    private ExceptionRegistry(boolean rethrows) {
        this.rethrows = rethrows;
    }

    /** The usual registry. */
    public static ExceptionRegistry standard() {
        return new ExceptionRegistry(false)
                .register(
                        MissingFieldException.class,
                        (missing, request, tracker) -> Replies.badProtocol(missing.field()))
                .register(UnknownEventException.class, (unknown, request, tracker) -> Replies.notFound(request))
                .register(
                        EventException.class,
                        (failure, request, tracker) ->
                                Replies.error(request, failure.type(), failure.code(), failure.parameters()));
    }

    /**
     * Maps nothing: every exception reaches the code that called the processor, a checked one as the cause of an
     * {@link IllegalStateException}.
     */
    public static ExceptionRegistry rethrowing() {
        return new ExceptionRegistry(true);
    }

    /** Appends a mapping; returns this. */
    public <T extends Exception> ExceptionRegistry register(Class<T> type, Mapping<? super T> mapping) {
        entries.add(new Entry<T>(type, mapping));
        return this;
    }

    /**
     * The response to an exception.
     *
     * @param request the event that was being handled, or what stands in for it
     * @throws NoAnswerException if the mapping fails in turn, for example over an error type that no client knows
     */
    Envelope respond(Exception thrown, Envelope request, Tracker tracker) {
        if (rethrows) {
            throw thrown instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException("a handler threw", thrown);
        }
        for (var entry : entries) {
            if (entry.fits(thrown)) {
                return mapped(entry, thrown, request, tracker);
            }
        }
        return Replies.crash(request);
    }

    private static Envelope mapped(Entry<?> entry, Exception thrown, Envelope request, Tracker tracker) {
        try {
            return entry.respond(thrown, request, tracker);
        } catch (RuntimeException failed) {
            failed.addSuppressed(thrown);
            throw new NoAnswerException(failed);
        }
    }
}
