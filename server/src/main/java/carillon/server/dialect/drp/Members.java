package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Takes members out of an object as the bytes they came in: number text must survive ({@code 1.0} is not {@code 1}). */
final class Members {

    private Members() {}

    /** The last member of this name, as JSON requires; the JSON null if there is none. */
    static Json of(Json object, String name) {
        var found = Json.NULL;
        try (var parser = Json.parser(object.utf8())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = parser.currentName().equals(name);
                parser.nextToken();
                if (wanted) {
                    found = value(parser, object);
                } else {
                    parser.skipChildren();
                }
            }
        }
        return found;
    }

    /**
     * Whether a member of such a name is anywhere in the value; also one that a later one of the same name stands for, since
     * the bytes hold both.
     */
    static boolean anywhere(Json value, Predicate<String> name) {
        try (var parser = Json.mapper().createParser(value.utf8())) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME && name.test(parser.currentName())) {
                    return true;
                }
            }
            return false;
        }
    }

    private static Json value(JsonParser parser, Json whole) {
        return switch (parser.currentToken()) {
            case START_OBJECT, START_ARRAY -> Json.cut(parser, whole.utf8());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                Json.trusted(parser.getString().getBytes(StandardCharsets.US_ASCII));
            default -> Json.of(parser.readValueAsTree());
        };
    }
}
