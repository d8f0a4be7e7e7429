package carillon.sdk.protocol;

import carillon.sdk.event.Json;
import carillon.sdk.event.JsonText;
import carillon.sdk.event.MalformedJsonException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Encodes events: one compact JSON object, keys in the order name, version, id, flowId, payload, identity, auth, metadata;
 * what the dialect leaves out is left out (events-protocol section 1.4). Thread-safe.
 */
public final class EnvelopeWriter {

    /** Deeper than any request may be: batches wrap what they got. */
    private static final int MAX_DEPTH = 5_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private final boolean pad;

    /** Writes by padEnvelope. */
    public EnvelopeWriter(Options options) {
        this.pad = options.padEnvelope();
    }

    /**
     * The UTF-8 bytes of an event, without a line feed.
     *
     * @throws UnserialisableEventException if a member is not JSON
     */
    public byte[] write(Envelope event) {
        var out = new ByteArrayOutputStream(256);
        try (var generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            generator.writeStartObject();
            generator.writeStringProperty("name", wellFormed(event.name()));
            generator.writeNumberProperty("version", event.version());
            generator.writeStringProperty("id", wellFormed(event.id()));
            if (pad || !event.flowId().isEmpty()) {
                generator.writeStringProperty("flowId", wellFormed(event.flowId()));
            }
            generator.writeName("payload");
            generator.writeRawValue(compact(event.payload()));
            member(generator, "identity", event.identity());
            member(generator, "auth", event.auth());
            member(generator, "metadata", event.metadata());
            generator.writeEndObject();
        } catch (JacksonException broken) {
            throw new UnserialisableEventException(broken);
        }
        return out.toByteArray();
    }

    private void member(JsonGenerator generator, String key, @Nullable Json value) {
        if (value != null && !(pad && value.isNull())) {
            generator.writeName(key);
            generator.writeRawValue(compact(value));
        } else if (pad) {
            generator.writeName(key);
            generator.writeRawValue("{}");
        }
    }

    /** A lone surrogate has no UTF-8 form; it becomes the replacement character, as in every Go program. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(replaceLone(text).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return text;
    }

    private static String replaceLone(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c ->
                        out.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c));
        return out.toString();
    }

    /** Events as one JSON array. */
    static Json array(List<byte[]> events) {
        var out = new ByteArrayOutputStream(256);
        out.write('[');
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.writeBytes(events.get(i));
        }
        out.write(']');
        return Json.trusted(out.toByteArray());
    }

    /** The value without blanks between tokens; digits and escapes stay as they are. */
    private static String compact(Json value) {
        requireJson(value.utf8());
        var text = new String(value.utf8(), StandardCharsets.UTF_8);
        var out = new StringBuilder(text.length());
        boolean inString = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inString && c == '\\') {
                out.append(c);
                c = text.charAt(++i);
            } else if (c == '"') {
                inString = !inString;
            }
            if (inString || c > ' ') {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** A handler can hand over bytes that nobody checked; a broken answer must not leave as if it were whole. */
    private static void requireJson(byte[] utf8) {
        try {
            JsonText.require(utf8);
        } catch (MalformedJsonException malformed) {
            throw new UnserialisableEventException(malformed);
        }
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), utf8)) {
            if (parser.nextToken() == null) {
                throw new UnserialisableEventException(new IllegalArgumentException("no JSON value at all"));
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new UnserialisableEventException(new IllegalArgumentException("more than one JSON value"));
            }
        }
    }
}
