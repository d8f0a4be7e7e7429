package carillon.core.delivery;

import carillon.sdk.event.StoredEvent;
import carillon.sdk.filter.EventView;

/**
 * How one dialect shows an event on the wire. Compared by identity: connections that share an instance share frames, so a
 * dialect makes one instance for each variant of its frame and keeps it.
 */
public interface FrameFormat {

    /** The dialect's name in metrics, lower case. */
    String dialect();

    /** Encodes on the fan-out thread: must not block, and must be able to encode every event. */
    Frame encode(StoredEvent stored);

    /**
     * Whether this dialect can show the event at all; SysAdm for example knows three classes only.
     *
     * @param view of the same event, for formats with filters of their own
     */
    default boolean shows(StoredEvent stored, EventView view) {
        return true;
    }
}
