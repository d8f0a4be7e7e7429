package carillon.server.dialect.v1;

import carillon.sdk.event.Json;
import carillon.sdk.event.StoredEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/** Writes events as JSON, empty members left out, with the JSON inside them byte for byte. */
final class EventWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    private EventWriter() {}

    static byte[] write(StoredEvent stored) {
        var writer = new EventWriter();
        writer.members(stored);
        writer.out.write('}');
        return writer.out.toByteArray();
    }

    /** With the viewer's read state. */
    static byte[] write(StoredEvent stored, boolean read) {
        var writer = new EventWriter();
        writer.members(stored);
        writer.ascii(",\"read\":" + read + "}");
        return writer.out.toByteArray();
    }

    private void members(StoredEvent stored) {
        var event = stored.event();
        ascii("{\"sequence\":" + stored.sequence());
        text("id", event.id());
        text("time", event.time().toString());
        text("type", event.subject().type());
        text("action", event.subject().action());
        text("key", event.subject().key());
        text("severity", event.severity().wire());
        unlessEmpty("principal", event.principal());
        var owner = event.owner();
        if (owner != null) {
            text("owner", owner);
        }
        unlessEmpty("source", event.source());
        unlessEmpty("operation", event.operation());
        unlessEmpty("description", event.description());
        json("object", event.object());
        json("original", event.original());
        if (!event.metadata().equals(Json.EMPTY_OBJECT)) {
            json("metadata", event.metadata());
        }
    }

    private void unlessEmpty(String member, String value) {
        if (!value.isEmpty()) {
            text(member, value);
        }
    }

    private void text(String member, String value) {
        ascii(",\"" + member + "\":\"");
        out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(value));
        out.write('"');
    }

    private void json(String member, Json value) {
        if (!value.isNull()) {
            ascii(",\"" + member + "\":");
            out.writeBytes(value.utf8());
        }
    }

    private void ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
