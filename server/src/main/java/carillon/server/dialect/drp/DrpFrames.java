package carillon.server.dialect.drp;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Rfc3339;
import carillon.sdk.event.StoredEvent;
import carillon.server.http.WebSocketFrames;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One event as one text message (section 4). Sockets with a position get two members more, to resume from. */
final class DrpFrames implements FrameFormat {

    private final @Nullable Supplier<String> epoch;

    private DrpFrames(@Nullable Supplier<String> epoch) {
        this.epoch = epoch;
    }

    /** The seven members that every client knows. */
    static DrpFrames plain() {
        return new DrpFrames(null);
    }

    /** With {@code Sequence} and {@code Epoch}. */
    static DrpFrames positioned(Supplier<String> epoch) {
        return new DrpFrames(epoch);
    }

    @Override
    public String dialect() {
        return "drp";
    }

    @Override
    public Frame encode(StoredEvent stored) {
        var json = write(stored.event());
        var position = epoch;
        if (position != null) {
            json.raw(",\"Sequence\":").raw(Long.toString(stored.sequence()));
            json.raw(",\"Epoch\":").string(position.get());
        }
        json.raw("}");
        return WebSocketFrames.text(json.array(), json.size());
    }

    /** The event without its closing brace. */
    private static JsonBytes write(Event event) {
        var object = Secrets.without(Foreign.object(event));
        var original = Secrets.without(event.original());
        var json = new JsonBytes(384 + object.utf8().length + original.utf8().length);
        json.raw("{\"Time\":\"").raw(Rfc3339.format(event.time())).raw("\"");
        json.raw(",\"Type\":").string(event.subject().type());
        json.raw(",\"Action\":").string(event.subject().action());
        json.raw(",\"Key\":").string(event.subject().key());
        json.raw(",\"Principal\":").string(event.principal());
        json.raw(",\"Object\":").raw(object.utf8());
        return json.raw(",\"Original\":").raw(original.utf8());
    }

    /** An event of the socket itself, which is stored nowhere. */
    static String text(Event event) {
        return new String(write(event).raw("}").copy(), StandardCharsets.UTF_8);
    }

    /** The object of an event that came in by another dialect: what this one has no members for. */
    static final class Foreign {

        private Foreign() {}

        static Json object(Event event) {
            boolean own = !event.object().isNull()
                    || (event.description().isEmpty() && event.metadata().equals(Json.EMPTY_OBJECT));
            return own ? event.object() : derived(event);
        }

        /** Its Meshery form: the one that has all of these members (design, section 2). */
        private static Json derived(Event event) {
            var json = Json.mapper().createObjectNode();
            json.put("id", event.id());
            if (event.owner() != null) {
                json.put("user_id", event.owner());
            }
            json.put("system_id", event.source());
            json.put("operation_id", event.operation());
            json.put("category", event.subject().type());
            json.put("action", event.subject().action());
            json.put("acted_upon", event.subject().key());
            json.put("severity", event.severity().wire());
            json.put("description", event.description());
            json.set("metadata", event.metadata().tree());
            json.put("created_at", Rfc3339.format(event.time()));
            return Json.of(json);
        }
    }
}
