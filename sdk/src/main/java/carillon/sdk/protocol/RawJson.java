package carillon.sdk.protocol;

import carillon.sdk.event.Json;
import carillon.sdk.event.JsonText;
import carillon.sdk.event.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Cuts values out of JSON text as they stand, so that the digits of numbers survive. */
public final class RawJson {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Json.MAX_DEPTH)
                    .build())
            .build();

    private RawJson() {}

    /**
     * The elements of an array, as texts.
     *
     * @throws MalformedEventException if the text is not exactly one JSON array, or nests deeper than
     *     {@link Json#MAX_DEPTH}
     */
    public static List<String> elements(String array) {
        requireText(array);
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), array)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new MalformedEventException("not a JSON array");
            }
            var elements = new ArrayList<String>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(slice(parser, array));
            }
            if (parser.nextToken() != null) {
                throw new MalformedEventException("there is text after the array");
            }
            return elements;
        } catch (JacksonException malformed) {
            throw new MalformedEventException("not a JSON array", malformed);
        }
    }

    /**
     * The members of an object, as texts in the order they came; a later member of the same name wins.
     *
     * @throws MalformedEventException if the text is not exactly one JSON object, or nests deeper than
     *     {@link Json#MAX_DEPTH}
     */
    public static Map<String, String> members(String object) {
        requireText(object);
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), object)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedEventException("not a JSON object");
            }
            var members = new LinkedHashMap<String, String>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                members.put(name, slice(parser, object));
            }
            if (parser.nextToken() != null) {
                throw new MalformedEventException("there is text after the object");
            }
            return members;
        } catch (JacksonException malformed) {
            throw new MalformedEventException("not a JSON object", malformed);
        }
    }

    /**
     * An object with one member more, or another in place of one that it has; the others as they stand.
     *
     * @param value JSON
     * @throws MalformedEventException as {@link #members}
     */
    public static Json with(Json object, String member, String value) {
        var members = members(object.toString());
        members.put(member, value);
        return Json.trusted(members.entrySet().stream()
                .map(one -> Json.mapper().writeValueAsString(one.getKey()) + ":" + one.getValue())
                .collect(Collectors.joining(",", "{", "}"))
                .getBytes(StandardCharsets.UTF_8));
    }

    /** Demands what {@link JsonText} does. */
    static void requireText(String text) {
        try {
            JsonText.require(text);
        } catch (MalformedJsonException malformed) {
            throw new MalformedEventException(String.valueOf(malformed.getMessage()), malformed);
        }
    }

    /**
     * The text of the value that the parser stands on; moves it to the value's end. Numbers keep their digits, however large: whoever
     * stores a value or computes with it parses it first.
     */
    static String slice(JsonParser parser, String text) {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        var token = parser.currentToken();
        if (token.isStructStart()) {
            parser.skipChildren();
        } else {
            parser.finishToken();
        }
        if (token.isNumeric()) {
            return text.substring(from, from + parser.getStringLength());
        }
        return text.substring(from, (int) parser.currentLocation().getCharOffset());
    }
}
