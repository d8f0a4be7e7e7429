package carillon.server.dialect.v1;

import carillon.core.error.BadInputException;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.sdk.event.Event;
import carillon.sdk.event.EventBuilder;
import carillon.sdk.event.EventStatus;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.sdk.event.Severity;
import carillon.sdk.event.Subject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads a body that is one event or an array of them, in one pass and without a tree. The JSON inside an event is cut out
 * of the body as it stands, so that number text survives.
 */
final class V1Input {

    private final byte[] body;
    private int index;
    private String member = "";

    private V1Input(byte[] body) {
        this.body = body;
    }

    /** What a body comes to. */
    sealed interface Outcome {}

    /** Events in the order of the body; {@code array} says which of the two forms it had. */
    record Events(List<Event> events, boolean array) implements Outcome {}

    /** Which event, and which member of it, is wrong; the member is empty when it is the whole. */
    record Wrong(int index, String member, Refusal refusal) implements Outcome {}

    static Outcome read(byte[] body) {
        return new V1Input(body).read();
    }

    private Outcome read() {
        try (var parser = Json.parser(body)) {
            var first = parser.nextToken();
            if (first == null) {
                return wrong(ErrorCode.MALFORMED_REQUEST, "the body is empty; send one event or an array of events");
            }
            boolean array = first == JsonToken.START_ARRAY;
            var events = array ? many(parser) : List.of(event(parser));
            if (parser.nextToken() != null) {
                return wrong(ErrorCode.MALFORMED_REQUEST, "there is more behind the JSON value of the body");
            }
            return new Events(events, array);
        } catch (JacksonException malformed) {
            var at = malformed.getLocation();
            var where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            return wrong(ErrorCode.MALFORMED_REQUEST, "not JSON: " + malformed.getOriginalMessage() + where);
        } catch (MalformedJsonException malformed) {
            return wrong(ErrorCode.MALFORMED_REQUEST, "not JSON: " + malformed.getMessage());
        } catch (BadInputException mistake) {
            return new Wrong(index, member, mistake.refusal());
        }
    }

    private Wrong wrong(ErrorCode code, String detail) {
        return new Wrong(index, member, new Refusal(code, detail));
    }

    private List<Event> many(JsonParser parser) {
        var events = new ArrayList<Event>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            events.add(event(parser));
            index++;
        }
        return events;
    }

    private Event event(JsonParser parser) {
        member = "";
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw mistake("an event is a JSON object, not " + kind(parser));
        }
        var builder = Event.about("", "", "");
        var parts = new Parts();
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            member = name;
            parser.nextToken();
            take(name, parser, builder, parts);
        }
        member = "type";
        if (parts.type.isEmpty()) {
            throw mistake("type is missing: say what kind of thing the event is about");
        }
        if (parts.type.equals("websocket")) {
            throw mistake("type 'websocket' is reserved for answers to commands");
        }
        member = "";
        return builder.subject(new Subject(parts.type, parts.action, parts.key)).build();
    }

    private static final class Parts {
        String type = "";
        String action = "";
        String key = "";
    }

    /** A null is the same as a member that is not there. */
    private void take(String name, JsonParser parser, EventBuilder builder, Parts parts) {
        boolean absent = parser.currentToken() == JsonToken.VALUE_NULL;
        switch (name) {
            case "type" -> parts.type = absent ? "" : text(parser);
            case "action" -> parts.action = absent ? "" : text(parser);
            case "key" -> parts.key = absent ? "" : text(parser);
            case "id" -> id(absent ? null : text(parser), builder);
            case "time" -> time(absent ? null : text(parser), builder);
            case "severity" -> severity(absent ? null : text(parser), builder);
            case "owner" -> builder.owner(absent ? null : text(parser));
            case "source" -> builder.source(absent ? "" : text(parser));
            case "operation" -> builder.operation(absent ? "" : text(parser));
            case "description" -> builder.description(absent ? "" : text(parser));
            // Whoever publishes is the principal, whatever is written here.
            case "principal", "sequence" -> parser.skipChildren();
            case "read" -> read(parser, builder);
            case "object" -> builder.object(absent ? Json.NULL : cut(parser));
            case "original" -> builder.original(absent ? Json.NULL : cut(parser));
            case "metadata" -> builder.metadata(absent ? Json.EMPTY_OBJECT : object(parser));
            default ->
                throw mistake("an event has no member '" + name + "'; what is yours goes into object or metadata");
        }
    }

    /** True for an owner who has seen it already; lists say so of every event, so nothing else is refused. */
    private static void read(JsonParser parser, EventBuilder builder) {
        builder.status(parser.currentToken() == JsonToken.VALUE_TRUE ? EventStatus.READ : EventStatus.UNREAD);
        parser.skipChildren();
    }

    private String text(JsonParser parser) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw mistake(member + " is a string, not " + kind(parser));
        }
        return parser.getString();
    }

    private void id(@Nullable String text, EventBuilder builder) {
        if (text == null) {
            return;
        }
        if (text.isEmpty()) {
            throw mistake("id is empty: leave it out to have one made");
        }
        builder.id(text);
    }

    private void time(@Nullable String text, EventBuilder builder) {
        if (text == null) {
            return;
        }
        try {
            builder.time(Instant.parse(text));
        } catch (DateTimeException wrong) {
            throw mistake("time is RFC 3339, for example 2031-03-04T05:06:07Z, not '" + text + "'");
        }
    }

    private void severity(@Nullable String text, EventBuilder builder) {
        if (text != null) {
            builder.severity(Severity.ofWire(text)
                    .orElseThrow(() -> mistake("severity is one of "
                            + String.join(
                                    ", ",
                                    Arrays.stream(Severity.values())
                                            .map(Severity::wire)
                                            .toList())
                            + ", not '" + text + "'")));
        }
    }

    private Json object(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw mistake(member + " is a JSON object, not " + kind(parser));
        }
        return cut(parser);
    }

    private Json cut(JsonParser parser) {
        return Json.cut(parser, body);
    }

    private static String kind(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("not at a value: " + parser.currentToken());
        };
    }

    private BadInputException mistake(String detail) {
        return new BadInputException(ErrorCode.INVALID_EVENT, detail);
    }
}
