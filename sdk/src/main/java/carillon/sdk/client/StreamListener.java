package carillon.sdk.client;

import carillon.sdk.event.StoredEvent;

/** What a stream tells. Called on the thread that runs the stream. */
@FunctionalInterface
public interface StreamListener {

    /** The next event, in sequence order, each once. */
    void event(StoredEvent stored);

    /** The connection was lost or could not be made; the stream tries again by itself after a pause. */
    default void lost(String why) {}

    /** The connection is there (again). */
    default void connected() {}

    /** Events after the last position are missing: retention removed them, or the server began a new journal. */
    default void gap() {}
}
