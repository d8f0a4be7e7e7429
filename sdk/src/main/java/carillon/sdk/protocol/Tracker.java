package carillon.sdk.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Watches requests: four operations, called in exactly the sequences of events-protocol section 5. Each gets the current
 * context and returns the one to use from then on. Thread-safe. A tracker that throws is logged and otherwise ignored.
 */
public interface Tracker {

    /** Watches nothing. */
    Tracker NONE = new Tracker() {};

    /** A handler was found and is about to be called. */
    default Context start(Context context, Envelope event, Exchange exchange) {
        return context;
    }

    /** The handler is done; nothing is serialised yet. The event is the request. */
    default Context end(Context context, Envelope event, @Nullable Throwable error) {
        return context;
    }

    /** The body could not be decoded; there is no event. */
    default Context noticeError(Context context, Throwable error) {
        return context;
    }

    /**
     * No handler was found (error null), the response could not be serialised, or one event of a batch failed.
     */
    default Context noticeEventError(Context context, Envelope event, @Nullable Throwable error) {
        return context;
    }
}
