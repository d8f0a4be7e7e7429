package carillon.server.dialect;

import carillon.sdk.event.Json;
import carillon.sdk.event.StoredEvent;
import org.jspecify.annotations.Nullable;

/**
 * How the stream and the list of the native interface show events in the words of another standard, for readers that ask for that
 * with {@code format}. Must be able to write every event. Any thread; must not block.
 */
public interface EventForm {

    /** What a reader writes as {@code format}. */
    String name();

    /** The media type of a list, which is a JSON array of such events. */
    String listType();

    /**
     * One event as JSON.
     *
     * @param whole the native form of the event, to be its data; null for its object
     */
    byte[] write(StoredEvent stored, @Nullable Json whole);
}
