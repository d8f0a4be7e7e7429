package carillon.core.log;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import java.util.List;

/** What one log record means. Everything that the history and the object store know comes from these. */
public sealed interface Entry {

    /** The base of a change that was decided on no version in particular. */
    long ANY_VERSION = -1;

    /** An event was published. */
    record Published(Event event) implements Entry {}

    /**
     * A user marked events.
     *
     * @param user whose mark; for an event with an owner it is the owner's state, for one without it is this user's own
     * @param eventIds ids of events, at most 1 000 a record
     * @param read read, or unread again
     */
    record StatusChanged(String user, List<String> eventIds, boolean read) implements Entry {
        public StatusChanged {
            eventIds = List.copyOf(eventIds);
        }
    }

    /**
     * Events were deleted.
     *
     * @param user who deleted them: events without an owner are dismissed for this user alone
     * @param everywhere an administrator or retention removed them for everybody
     */
    record Deleted(String user, List<String> eventIds, boolean everywhere) implements Entry {
        public Deleted {
            eventIds = List.copyOf(eventIds);
        }
    }

    /**
     * An object changed, and the event says so: one record, so that neither can be there without the other.
     *
     * @param state the whole object with its secrets, for the object store alone; {@link Json#NULL} when it was removed
     * @param base the version that the change was decided on: the sequence of the change before it, 0 if there was no such
     *     object, or {@link #ANY_VERSION}
     */
    record ObjectChanged(Event event, String type, String key, Json state, long base) implements Entry {}

    /**
     * What the {@link Judge} knew when everything before this record was decided.
     *
     * @param window how many ids it remembers at most
     * @param ids how many it knew
     * @param idsHash of all of these and their places
     * @param objectsHash of all objects and their versions
     */
    record Checkpoint(int window, int ids, long idsHash, long objectsHash) implements Entry {}
}
