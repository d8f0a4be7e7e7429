package carillon.server.dialect.eventsprotocol;

import carillon.core.error.ErrorCode;
import carillon.core.error.RefusedException;
import carillon.sdk.event.Event;
import carillon.sdk.event.EventBuilder;
import carillon.sdk.event.Json;
import carillon.sdk.event.Severity;
import carillon.sdk.protocol.RawJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Consumer;

/** Reads a hub event out of a payload. The members are those of {@link PublishInput}. */
final class EventsProtocolInput {

    private final Map<String, String> members;

    private EventsProtocolInput(Map<String, String> members) {
        this.members = members;
    }

    /**
     * Reads one event out of a payload that was read through before, so that its values need no other check and no tree.
     *
     * @param operation what the event belongs to unless it says so itself
     */
    static Event read(String object, String operation) {
        return new EventsProtocolInput(RawJson.members(object)).event(operation);
    }

    private Event event(String operation) {
        if (!members.containsKey("type")) {
            throw invalid("type", "is missing");
        }
        var builder = Event.about(text("type"), text("action"), text("key")).operation(operation);
        ifText("id", builder::id);
        ifText("owner", builder::owner);
        ifText("source", builder::source);
        ifText("operation", builder::operation);
        ifText("description", builder::description);
        ifText("severity", value -> builder.severity(severity(value)));
        ifText("time", value -> builder.time(time(value)));
        ifPresent("object", builder::object);
        ifPresent("original", builder::original);
        return metadata(builder).build();
    }

    private EventBuilder metadata(EventBuilder builder) {
        ifPresent("metadata", value -> {
            if (value.utf8()[0] != '{') {
                throw invalid("metadata", "is not an object");
            }
            builder.metadata(value);
        });
        return builder;
    }

    private String text(String member) {
        var found = new String[] {""};
        ifText(member, value -> found[0] = value);
        return found[0];
    }

    private void ifText(String member, Consumer<String> action) {
        ifPresent(member, value -> {
            if (value.utf8()[0] != '"') {
                throw invalid(member, "is not a text");
            }
            if (!value.tree().asString().isEmpty() || !member.equals("id")) {
                action.accept(value.tree().asString());
            }
        });
    }

    private void ifPresent(String member, Consumer<Json> action) {
        var raw = members.get(member);
        if (raw != null && !raw.equals("null")) {
            action.accept(Json.trusted(raw.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static Severity severity(String text) {
        return Severity.ofWire(text).orElseThrow(() -> invalid("severity", "is none of the eight severities"));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw invalid("time", "is not an RFC 3339 time");
        }
    }

    private static RefusedException invalid(String member, String what) {
        return new RefusedException(ErrorCode.INVALID_EVENT, member + " " + what);
    }
}
