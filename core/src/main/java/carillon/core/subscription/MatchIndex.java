package carillon.core.subscription;

import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Spec;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which subscriptions want an event.
 *
 * <p>One thread.
 */
public final class MatchIndex<S> {

    private final Set<Handle> handles = new LinkedHashSet<>();

    /** What was added, to take it out again. */
    public static final class Handle {
        private final Spec spec;
        private final Object subscriber;

        private Handle(Spec spec, Object subscriber) {
            this.spec = spec;
            this.subscriber = subscriber;
        }
    }

    public Handle add(Spec spec, S subscriber) {
        var handle = new Handle(spec, subscriber);
        handles.add(handle);
        return handle;
    }

    public void remove(Handle handle) {
        handles.remove(handle);
    }

    /** Calls the sink for each match; one subscriber with several specs may come several times. */
    @SuppressWarnings("unchecked")
    public void match(long sequence, EventView view, Consumer<S> sink) {
        for (var handle : handles) {
            if (handle.spec.matches(view)) {
                sink.accept((S) handle.subscriber);
            }
        }
    }
}
