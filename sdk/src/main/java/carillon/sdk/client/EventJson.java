package carillon.sdk.client;

import carillon.sdk.event.Event;
import carillon.sdk.event.EventStatus;
import carillon.sdk.event.Json;
import carillon.sdk.event.Severity;
import carillon.sdk.event.StoredEvent;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** An event as the native interface shows it: the members of {@link Event}, lower case, empty ones left out. */
public final class EventJson {

    private EventJson() {}

    /** Writes an event; JSON inside it goes out byte for byte. */
    public static ObjectNode write(Event event) {
        var node = Json.mapper().createObjectNode();
        node.put("id", event.id());
        node.put("time", event.time().toString());
        node.put("type", event.subject().type());
        node.put("action", event.subject().action());
        node.put("key", event.subject().key());
        node.put("severity", event.severity().wire());
        putUnlessEmpty(node, "principal", event.principal());
        if (event.owner() != null) {
            node.put("owner", event.owner());
        }
        putUnlessEmpty(node, "source", event.source());
        putUnlessEmpty(node, "operation", event.operation());
        putUnlessEmpty(node, "description", event.description());
        putRaw(node, "object", event.object());
        putRaw(node, "original", event.original());
        if (!event.metadata().equals(Json.EMPTY_OBJECT)) {
            putRaw(node, "metadata", event.metadata());
        }
        if (event.status() == EventStatus.READ) {
            node.put("read", true);
        }
        return node;
    }

    /**
     * Reads an event that a server sent.
     *
     * @throws IllegalArgumentException if it is none; the message names the member
     */
    public static StoredEvent read(JsonNode node) {
        var builder = Event.about(text(node, "type"), text(node, "action"), text(node, "key"))
                .id(text(node, "id"))
                .time(time(text(node, "time")))
                .severity(Severity.ofWire(text(node, "severity")).orElse(Severity.INFORMATIONAL))
                .principal(text(node, "principal"))
                .source(text(node, "source"))
                .operation(text(node, "operation"))
                .description(text(node, "description"))
                .object(value(node, "object", Json.NULL))
                .original(value(node, "original", Json.NULL))
                .metadata(value(node, "metadata", Json.EMPTY_OBJECT));
        var owner = node.get("owner");
        if (owner != null && owner.isString()) {
            builder.owner(owner.stringValue());
        }
        return new StoredEvent(node.path("sequence").asLong(0), builder.build());
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw new IllegalArgumentException("time is '" + text + "', not an RFC 3339 time", wrong);
        }
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asString("");
    }

    private static Json value(JsonNode node, String member, Json fallback) {
        var value = node.get(member);
        return value == null ? fallback : Json.of(value);
    }

    private static void putUnlessEmpty(ObjectNode node, String member, String value) {
        if (!value.isEmpty()) {
            node.put(member, value);
        }
    }

    private static void putRaw(ObjectNode node, String member, Json value) {
        if (!value.isNull()) {
            node.putRawValue(member, new RawValue(value.toString()));
        }
    }
}
