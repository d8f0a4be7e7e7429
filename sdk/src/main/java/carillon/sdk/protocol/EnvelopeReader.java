package carillon.sdk.protocol;

import carillon.sdk.event.Json;
import carillon.sdk.event.JsonText;
import carillon.sdk.event.MalformedJsonException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Decodes events by the rules of one dialect (events-protocol sections 1.2 and 1.3). Members that are any JSON are cut
 * out of the text as they stand. Thread-safe.
 *
 * <p>Works on text rather than on bytes: Jackson would guess UTF-16 and skip a byte order mark, both of which have to be
 * malformed here. Bytes that are not in the charset, and halves of surrogate pairs, are malformed as well.
 */
public final class EnvelopeReader {

    private static final int MAX_VERSION_TEXT = 40;
    private static final int MAX_MESSAGE = 300;

    /** To find a name that comes twice takes a hundred bytes for each, before it is known who sent them. */
    private static final int MAX_COMPARED_NAMES = 100_000;

    private final Options options;
    private final boolean strict;
    private final JsonFactory factory;
    private final JsonFactory withoutDuplicates;

    /** Reads by dialect, lenientVersion, maxDepth and maxBatchItems. */
    public EnvelopeReader(Options options) {
        this.options = options;
        this.strict = options.dialect() == Dialect.GB;
        this.factory = factory(options.maxDepth(), false);
        this.withoutDuplicates = factory(options.maxDepth(), true);
    }

    private static JsonFactory factory(int maxDepth, boolean refuseDuplicates) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .build())
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, refuseDuplicates)
                .build();
    }

    /**
     * Decodes a body.
     *
     * @throws MalformedEventException if it is no usable JSON event
     * @throws MissingFieldException in dialect {@code gb} if a required field is missing or null
     */
    public Envelope read(byte[] body, Charset charset) {
        try {
            return charset.equals(StandardCharsets.UTF_8)
                    ? decode(JsonText.text(body))
                    : read(charset.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException notText) {
            throw new MalformedEventException("the body holds bytes that are not " + charset, notText);
        } catch (MalformedJsonException malformed) {
            throw new MalformedEventException(String.valueOf(malformed.getMessage()), malformed);
        }
    }

    /** {@link #read(byte[], Charset)} for text. */
    public Envelope read(String text) {
        if (text.startsWith("\uFEFF")) {
            throw new MalformedEventException("the body begins with a byte order mark: leave it out");
        }
        RawJson.requireText(text);
        return decode(text);
    }

    private Envelope decode(String text) {
        try (var parser = factory.createParser(ObjectReadContext.empty(), text)) {
            var envelope = root(parser, text);
            if (strict && parser.nextToken() != null) {
                throw new MalformedEventException("there is text after the event");
            }
            return envelope;
        } catch (JacksonException malformed) {
            throw malformed(malformed);
        }
    }

    /** Checks what dialect {@code gb} requires, in its order; the first field that is missing is reported. */
    Envelope validated(Envelope event, Presence presence) {
        presence.firstMissing(event).ifPresent(field -> {
            throw new MissingFieldException(field, presence.completed(event));
        });
        return event;
    }

    /** The elements of a batch's payload, as texts; nothing of them is decoded yet. */
    List<String> elements(Json payload) {
        var text = payload.toString();
        try (var parser = factory.createParser(ObjectReadContext.empty(), text)) {
            var token = parser.nextToken();
            if (token == JsonToken.VALUE_NULL) {
                return List.of();
            }
            if (token != JsonToken.START_OBJECT) {
                throw new MalformedEventException("the payload of a batch is an object with the key events");
            }
            return batchMembers(parser, text);
        } catch (JacksonException malformed) {
            throw malformed(malformed);
        }
    }

    private List<String> batchMembers(JsonParser parser, String text) {
        List<String> elements = List.of();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var key = parser.currentName();
            var token = parser.nextToken();
            if (key.equals("parallel")) {
                if (!token.isBoolean() && token != JsonToken.VALUE_NULL) {
                    throw new MalformedEventException("parallel is true or false");
                }
            } else if (key.equals("events") && token != JsonToken.VALUE_NULL) {
                elements = arrayOf(parser, text);
            } else {
                parser.skipChildren();
            }
        }
        return elements;
    }

    private List<String> arrayOf(JsonParser parser, String text) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new MalformedEventException("events is an array");
        }
        var elements = new ArrayList<String>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (elements.size() == options.maxBatchItems()) {
                throw new MalformedEventException(
                        "a batch holds at most " + options.maxBatchItems() + " events: send the rest in another");
            }
            elements.add(RawJson.slice(parser, text));
        }
        return elements;
    }

    private Envelope root(JsonParser parser, String text) {
        var token = parser.nextToken();
        if (token == null) {
            throw new MalformedEventException("the body is empty: an event is a JSON object");
        }
        if (token == JsonToken.VALUE_NULL && !strict) {
            return Envelope.EMPTY;
        }
        if (token != JsonToken.START_OBJECT) {
            throw new MalformedEventException("an event is a JSON object, not " + token);
        }
        var members = new Members();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var key = parser.currentName();
            parser.nextToken();
            members.take(key, parser, text);
        }
        return strict ? validated(members.envelope(), members.presence()) : members.envelope();
    }

    /** What has been read of one event so far; a later member of the same name wins. */
    private final class Members {
        private @Nullable String name;
        private @Nullable Integer version;
        private @Nullable String id;
        private @Nullable String flowId;
        private @Nullable Json payload;
        private @Nullable Json identity;
        private @Nullable Json auth;
        private @Nullable Json metadata;

        void take(String key, JsonParser parser, String text) {
            switch (key) {
                case "name" -> name = textOf(key, parser);
                case "version" -> version = versionOf(parser);
                case "id" -> id = textOf(key, parser);
                case "flowId" -> flowId = textOf(key, parser);
                case "payload" -> payload = payloadOf(parser, text);
                case "identity" -> identity = objectOf(key, parser, text);
                case "auth" -> auth = objectOf(key, parser, text);
                case "metadata" -> metadata = objectOf(key, parser, text);
                default -> parser.skipChildren();
            }
        }

        Envelope envelope() {
            return new Envelope(
                    name == null ? "" : name,
                    version == null ? 0 : version,
                    id == null ? "" : id,
                    flowId == null ? "" : flowId,
                    payload,
                    identity,
                    auth,
                    metadata);
        }

        Presence presence() {
            return new Presence(name != null, version != null, id != null, flowId != null);
        }
    }

    private @Nullable String textOf(String key, JsonParser parser) {
        var token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token == JsonToken.VALUE_STRING || (strict && token.isNumeric())) {
            return parser.getString();
        }
        throw new MalformedEventException(key + " is a string");
    }

    private @Nullable Integer versionOf(JsonParser parser) {
        var token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        boolean number = token == JsonToken.VALUE_NUMBER_INT;
        boolean lenient =
                options.lenientVersion() && (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_STRING);
        var text = number || lenient ? parser.getString() : "";
        if (text.isEmpty() || text.length() > MAX_VERSION_TEXT) {
            throw notAVersion();
        }
        try {
            return new BigDecimal(text).intValueExact();
        } catch (ArithmeticException | NumberFormatException unusable) {
            throw notAVersion();
        }
    }

    private static MalformedEventException notAVersion() {
        return new MalformedEventException("version is a whole number of 32 bits");
    }

    private Json payloadOf(JsonParser parser, String text) {
        var slice = RawJson.slice(parser, text);
        if (strict) {
            refuseDuplicates(slice);
        }
        return json(slice);
    }

    private @Nullable Json objectOf(String key, JsonParser parser, String text) {
        var token = parser.currentToken();
        if (strict && token == JsonToken.VALUE_NULL) {
            // Reported as missing: clearer than malformed.
            return null;
        }
        if (strict && token != JsonToken.START_OBJECT) {
            throw new MalformedEventException(key + " is an object");
        }
        return json(RawJson.slice(parser, text));
    }

    private void refuseDuplicates(String slice) {
        try (var parser = withoutDuplicates.createParser(ObjectReadContext.empty(), slice)) {
            // Walking over every name is the check. The parser keeps the names of what is open.
            int names = 0;
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME && ++names > MAX_COMPARED_NAMES) {
                    throw new MalformedEventException(
                            "a payload has at most " + MAX_COMPARED_NAMES + " names: send it in several events");
                }
            }
        }
    }

    private static Json json(String slice) {
        return Json.trusted(slice.getBytes(StandardCharsets.UTF_8));
    }

    private static MalformedEventException malformed(JacksonException cause) {
        var message = cause.getOriginalMessage();
        var cut = message == null || message.isEmpty() ? "the body is not JSON" : message;
        return new MalformedEventException(cut.substring(0, Math.min(cut.length(), MAX_MESSAGE)), cause);
    }
}
