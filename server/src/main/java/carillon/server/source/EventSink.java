package carillon.server.source;

import carillon.sdk.event.Event;

/** Where a source puts what it has found; normally the hub. Calls of one source come in the order of its events. */
@FunctionalInterface
public interface EventSink {

    /** Stores the event and brings it to everyone who asked. May block while the hub slows its publishers down. */
    void publish(Event event);

    /**
     * Takes note of what is known already and is news to nobody, such as the last line of a log from before the start;
     * later subscribers may be shown it.
     */
    default void remember(Event event) {}
}
