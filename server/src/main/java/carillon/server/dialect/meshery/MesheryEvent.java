package carillon.server.dialect.meshery;

import carillon.core.history.HistoryItem;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.StoredEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Any stored event as Meshery's clients see it (meshery-events 2.1).
 *
 * @param owner the user that it is addressed to, by UUID; null for everyone
 */
record MesheryEvent(
        String id,
        String actedUpon,
        @Nullable String owner,
        String systemId,
        String operationId,
        String category,
        String action,
        String severity,
        String description,
        Json metadata,
        boolean read,
        Instant createdAt,
        Instant updatedAt) {

    /** As it is in somebody's list. */
    static MesheryEvent of(HistoryItem item, String systemId) {
        return of(item.stored().event(), item.read(), item.updated(), systemId);
    }

    /** As it is when it has just happened. */
    static MesheryEvent of(StoredEvent stored, String systemId) {
        return of(stored.event(), stored.event().bornRead(), stored.event().time(), systemId);
    }

    private static MesheryEvent of(Event event, boolean read, Instant updated, String systemId) {
        var owner = event.owner();
        var subject = event.subject();
        return new MesheryEvent(
                event.id(),
                Uuids.shown(subject.key()),
                owner == null ? null : Uuids.shown(owner),
                event.source().isEmpty() ? systemId : Uuids.shown(event.source()),
                Uuids.shown(event.operation()),
                subject.type(),
                subject.action(),
                event.severity().wire(),
                description(event),
                metadata(event),
                read,
                event.time(),
                updated);
    }

    String status() {
        return read ? "read" : "unread";
    }

    /** Meshery's own events carry no object: what does came in by another dialect and has to be told in Meshery's words. */
    private static boolean foreign(Event event) {
        return !event.object().isNull() || !event.original().isNull();
    }

    private static String description(Event event) {
        var subject = event.subject();
        return event.description().isEmpty() && foreign(event)
                ? subject.type() + " " + subject.action() + " " + subject.key()
                : event.description();
    }

    private static Json metadata(Event event) {
        if (!foreign(event)) {
            return oneLine(event.metadata());
        }
        var told = Json.mapper().createObjectNode();
        if (event.metadata().tree() instanceof ObjectNode given) {
            told.setAll(given);
        }
        told.set("object", event.object().tree());
        if (!event.original().isNull()) {
            told.set("original", event.original().tree());
        }
        return Json.of(told);
    }

    /** An event stream carries one line of data; blanks inside JSON mean nothing. */
    private static Json oneLine(Json json) {
        for (byte b : json.utf8()) {
            if (b == '\n' || b == '\r') {
                return Json.of(json.tree());
            }
        }
        return json;
    }
}
