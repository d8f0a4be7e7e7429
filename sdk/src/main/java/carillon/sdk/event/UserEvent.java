package carillon.sdk.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event in the words of Meshery's producers (meshery-events 2.1), immutable. {@link #toEvent()} makes the one event of
 * the hub from it.
 *
 * @param actedUpon the entity that the operation touched; all zeros if none
 * @param owner the user that it is addressed to; null for everyone
 * @param systemId the instance that it comes from; all zeros if not said
 * @param operationId shared by all events of one builder
 * @param category empty if not said, like action and description
 * @param severity null if not said
 * @param metadata a JSON object
 * @param createdAt when the builder was made
 */
public record UserEvent(
        UUID id,
        UUID actedUpon,
        @Nullable UUID owner,
        UUID systemId,
        UUID operationId,
        String category,
        String action,
        @Nullable Severity severity,
        String description,
        Json metadata,
        EventStatus status,
        Instant createdAt) {

    private static final UUID ZERO = new UUID(0, 0);

    /** Until a user changes its status, an event was last changed when it was made. */
    public Instant updatedAt() {
        return createdAt;
    }

    /** Ready to be published. A missing severity becomes informational; an owner that is the system itself, everyone. */
    public Event toEvent() {
        var user = owner;
        boolean global = user == null || user.equals(systemId);
        return Event.about(category, action, actedUpon.toString())
                .id(id.toString())
                .time(createdAt)
                .severity(severity == null ? Severity.INFORMATIONAL : severity)
                .owner(user == null || global ? null : user.toString())
                .source(systemId.equals(ZERO) ? "" : systemId.toString())
                .operation(operationId.toString())
                .description(description)
                .metadata(metadata)
                .status(status)
                .build();
    }
}
