package carillon.sdk.event;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable fact that somebody published.
 *
 * @param id unique; publishing the same id again inside the deduplication window stores nothing
 * @param time when it happened, by the publisher's clock
 * @param subject what routes it
 * @param severity how much it matters to people
 * @param principal who caused it, for example {@code user:ada}; empty if nobody in particular
 * @param owner the user it is addressed to; {@code null} means everyone
 * @param source the system that it comes from; empty if unknown
 * @param operation correlates the events of one operation; empty if none
 * @param description one line for people; may be empty
 * @param object JSON state after, {@link Json#NULL} if none
 * @param original JSON state before, {@link Json#NULL} if none
 * @param metadata a JSON object, {@link Json#EMPTY_OBJECT} if none
 * @param status whether its owner has seen it already; an event for everyone begins unread, whatever it says here
 */
public record Event(
        String id,
        Instant time,
        Subject subject,
        Severity severity,
        String principal,
        @Nullable String owner,
        String source,
        String operation,
        String description,
        Json object,
        Json original,
        Json metadata,
        EventStatus status) {

    public Event {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("an event needs an id");
        }
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(original, "original");
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(status, "status");
    }

    /** Whether it is read from the start for the one user that it is addressed to. */
    public boolean bornRead() {
        return owner != null && status == EventStatus.READ;
    }

    /** A builder with an id, the present time and nothing else set. */
    public static EventBuilder about(String type, String action, String key) {
        return new EventBuilder(new Subject(type, action, key));
    }

    /** A builder that starts with everything of this event. */
    public EventBuilder edit() {
        return new EventBuilder(this);
    }
}
