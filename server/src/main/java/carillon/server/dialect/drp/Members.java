package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Takes members out of an object as the bytes they came in: number text must survive ({@code 1.0} is not {@code 1}). */
final class Members {

    private Members() {}

    /** The last member of this name, as JSON requires; the JSON null if there is none. */
    static Json of(Json object, String name) {
        var found = Json.NULL;
        try (var parser = Json.mapper().createParser(object.utf8())) {
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

    private static Json value(JsonParser parser, Json whole) {
        return switch (parser.currentToken()) {
            case START_OBJECT, START_ARRAY -> {
                int from = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                int to = (int) parser.currentLocation().getByteOffset();
                yield Json.trusted(Arrays.copyOfRange(whole.utf8(), from, to));
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                Json.trusted(parser.getString().getBytes(StandardCharsets.US_ASCII));
            default -> Json.of(parser.readValueAsTree());
        };
    }
}
