package carillon.server.dialect.eventsprotocol;

import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import carillon.sdk.event.StoredEvent;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A stored event as an event of the protocol: name {@code type:action}, flowId the operation, payload the object,
 * everything else in the metadata.
 */
final class LiveEnvelope {

    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    private final String epoch;

    LiveEnvelope(String epoch) {
        this.epoch = epoch;
    }

    byte[] bytes(StoredEvent stored) {
        return text(stored).getBytes(StandardCharsets.UTF_8);
    }

    /** {@code ["event",{…},"17@3f9c"]}: Socket.IO clients send the last argument back as their offset. */
    byte[] socketIoArray(StoredEvent stored) {
        return ("[\"event\"," + text(stored) + ",\"" + position(stored) + "\"]").getBytes(StandardCharsets.UTF_8);
    }

    String text(StoredEvent stored) {
        var event = stored.event();
        var out = new StringWriter(512);
        try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty(
                    "name", event.subject().type() + ":" + event.subject().action());
            json.writeNumberProperty("version", 1);
            json.writeStringProperty("id", event.id());
            unlessEmpty(json, "flowId", event.operation());
            json.writeName("payload");
            json.writeRawValue(event.object().toString());
            json.writeName("metadata");
            metadata(json, stored);
            json.writeEndObject();
        }
        return out.toString();
    }

    private void metadata(JsonGenerator json, StoredEvent stored) {
        var event = stored.event();
        json.writeStartObject();
        json.writeNumberProperty("sequence", stored.sequence());
        json.writeStringProperty("position", position(stored));
        json.writeNumberProperty("timestamp", event.time().getEpochSecond());
        json.writeStringProperty("createdAt", event.time().toString());
        json.writeStringProperty("key", event.subject().key());
        json.writeStringProperty("severity", event.severity().wire());
        unlessEmpty(json, "principal", event.principal());
        var owner = event.owner();
        unlessEmpty(json, "owner", owner == null ? "" : owner);
        unlessEmpty(json, "origin", event.source());
        unlessEmpty(json, "description", event.description());
        unlessNothing(json, "original", event.original());
        unlessNothing(json, "metadata", event.metadata());
        json.writeEndObject();
    }

    private String position(StoredEvent stored) {
        return new Position(stored.sequence(), epoch).toString();
    }

    private static void unlessEmpty(JsonGenerator json, String name, String value) {
        if (!value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }

    private static void unlessNothing(JsonGenerator json, String name, Json value) {
        if (!value.isNull() && !value.equals(Json.EMPTY_OBJECT)) {
            json.writeName(name);
            json.writeRawValue(value.toString());
        }
    }
}
