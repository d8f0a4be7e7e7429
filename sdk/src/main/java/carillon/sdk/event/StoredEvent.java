package carillon.sdk.event;

/**
 * An event that is on disk.
 *
 * @param sequence the place in the journal that the event has for ever, from 1; ascending, and not every number is an
 *     event: read marks and deletions take their places too
 */
public record StoredEvent(long sequence, Event event) {

    public StoredEvent {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequences start at 1, not " + sequence);
        }
    }
}
