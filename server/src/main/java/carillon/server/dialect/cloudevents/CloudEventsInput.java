package carillon.server.dialect.cloudevents;

import carillon.core.error.BadInputException;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one event in JSON, or an array of them, in one pass and without a tree (JSON event format, sections 3 and 4). The data is cut
 * out of the body as it stands, so that number text survives.
 */
final class CloudEventsInput {

    private final byte[] body;
    private int index;
    private String member = "";
    private Attributes attributes = new Attributes();

    private CloudEventsInput(byte[] body) {
        this.body = body;
    }

    /** What a body comes to. */
    sealed interface Outcome {}

    /** Events in the order of the body. */
    record Events(List<Event> events) implements Outcome {}

    /** Which event, and which member of it, is wrong; the member is empty when it is the whole. */
    record Wrong(int index, String member, Refusal refusal) implements Outcome {}

    static Outcome structured(byte[] body) {
        return new CloudEventsInput(body).read(false, 1);
    }

    /** At most {@code most} events: what is more is not read. */
    static Outcome batch(byte[] body, int most) {
        return new CloudEventsInput(body).read(true, most);
    }

    private Outcome read(boolean array, int most) {
        try (var parser = Json.parser(body)) {
            var first = parser.nextToken();
            if (array && first != JsonToken.START_ARRAY) {
                throw malformed("a batch is a JSON array of events");
            }
            var events = array ? many(parser, most) : List.of(event(parser));
            if (parser.nextToken() != null) {
                throw malformed("there is more behind the JSON value of the body");
            }
            return new Events(events);
        } catch (JacksonException malformed) {
            return wrong(malformed("not JSON: " + malformed.getOriginalMessage()));
        } catch (MalformedJsonException malformed) {
            return wrong(malformed("not JSON: " + malformed.getMessage()));
        } catch (BadInputException mistake) {
            return wrong(mistake);
        }
    }

    private Wrong wrong(BadInputException mistake) {
        return new Wrong(index, member.isEmpty() ? attributes.member() : member, mistake.refusal());
    }

    private List<Event> many(JsonParser parser, int most) {
        var events = new ArrayList<Event>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (events.size() == most) {
                throw new BadInputException(ErrorCode.TOO_LARGE, "a batch has at most " + most + " events");
            }
            events.add(event(parser));
            index++;
        }
        return events;
    }

    private Event event(JsonParser parser) {
        member = "";
        attributes = new Attributes();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw malformed("an event is a JSON object");
        }
        EventData data = new EventData.Absent();
        boolean hasData = false;
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            member = name;
            parser.nextToken();
            if (name.equals("data") || name.equals("data_base64")) {
                if (hasData) {
                    throw malformed("an event has data once: as data, or as data_base64");
                }
                hasData = true;
                data = name.equals("data") ? new EventData.Value(Json.cut(parser, body)) : bytes(parser);
            } else {
                attribute(parser, name);
            }
        }
        member = "";
        var event = attributes.event(data);
        // What is wrong from here on is not its last attribute.
        attributes = new Attributes();
        return event;
    }

    private void attribute(JsonParser parser, String name) {
        if (attributes.has(name)) {
            throw malformed("the member is there twice");
        }
        switch (parser.currentToken()) {
            case VALUE_STRING -> attributes.put(name, parser.getString());
            case VALUE_NUMBER_INT -> attributes.put(name, integer(parser.getString()));
            case VALUE_TRUE -> attributes.put(name, true);
            case VALUE_FALSE -> attributes.put(name, false);
            // As good as absent (JSON event format, section 2.2).
            case VALUE_NULL -> {}
            case VALUE_NUMBER_FLOAT,
                    START_OBJECT,
                    START_ARRAY,
                    END_OBJECT,
                    END_ARRAY,
                    PROPERTY_NAME,
                    VALUE_EMBEDDED_OBJECT,
                    NOT_AVAILABLE ->
                throw new BadInputException(
                        ErrorCode.INVALID_EVENT,
                        "an attribute is a string, a boolean or an integer; what is more goes into data");
        }
    }

    private static int integer(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException large) {
            throw new BadInputException(ErrorCode.INVALID_EVENT, "an integer has 32 bits, with its sign");
        }
    }

    private EventData bytes(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return new EventData.Absent();
        }
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            var text = parser.getString();
            if (isBase64(text)) {
                return new EventData.Bytes(text);
            }
        }
        throw new BadInputException(ErrorCode.INVALID_EVENT, "data_base64 is a string in Base64 (RFC 4648 section 4)");
    }

    static boolean isBase64(String text) {
        if (text.length() % 4 != 0) {
            return false;
        }
        try {
            var _ = Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException other) {
            return false;
        }
    }

    private static BadInputException malformed(String detail) {
        return new BadInputException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}
