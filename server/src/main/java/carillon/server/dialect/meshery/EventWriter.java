package carillon.server.dialect.meshery;

import carillon.core.memory.BoundedBytes;
import carillon.sdk.event.Json;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** Writes events as compact JSON. Metadata goes out as it came in: its members are never renamed. */
record EventWriter(WireCase wireCase) {

    byte[] bytes(MesheryEvent event) {
        return written(json -> write(json, event));
    }

    static byte[] written(Consumer<JsonGenerator> content) {
        return written(new BoundedBytes(Integer.MAX_VALUE - 8), content);
    }

    /** Throws {@link carillon.core.memory.AnswerRefusedException} if that is more than may be written. */
    static byte[] written(BoundedBytes bytes, Consumer<JsonGenerator> content) {
        try (var json = Json.mapper().createGenerator(bytes)) {
            content.accept(json);
        }
        return bytes.toByteArray();
    }

    void write(JsonGenerator json, MesheryEvent event) {
        json.writeStartObject();
        text(json, "id", event.id());
        text(json, "acted_upon", event.actedUpon());
        var owner = event.owner();
        if (owner != null) {
            json.writeStringProperty(wireCase == WireCase.SNAKE ? "user_id" : "owner", owner);
        }
        text(json, "system_id", event.systemId());
        text(json, "operation_id", event.operationId());
        text(json, "category", event.category());
        text(json, "action", event.action());
        text(json, "severity", event.severity());
        text(json, "description", event.description());
        json.writeName("metadata");
        json.writeRawValue(event.metadata().isNull() ? "{}" : event.metadata().toString());
        text(json, "status", event.status());
        text(json, "created_at", event.createdAt().toString());
        text(json, "updated_at", event.updatedAt().toString());
        json.writeEndObject();
    }

    private void text(JsonGenerator json, String snake, String value) {
        json.writeStringProperty(wireCase.name(snake), value);
    }
}
