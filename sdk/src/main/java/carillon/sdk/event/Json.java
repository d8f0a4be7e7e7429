package carillon.sdk.event;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One JSON value, kept as the UTF-8 bytes it came in, so that number text survives, and parsed when somebody looks inside. Only the
 * bytes are kept: whoever holds values counts those, and a tree takes up to sixty times as much. It is there for as long as somebody
 * uses it, and until the next garbage collection.
 *
 * <p>Immutable; any thread. Two values are equal when their bytes are. The bytes are always well-formed JSON: nothing
 * else can be constructed.
 */
public final class Json {

    /** How deep a value from outside may nest. */
    public static final int MAX_DEPTH = 200;

    /** The only member of {@link #unreadable}. */
    public static final String UNREADABLE = "unreadable";

    private static final String TOO_LARGE = "a number is too large";

    /** {@code 1e999999999} is a number, and so is all that is shorter. */
    private static final int SHORTEST_UNBOUNDED = 12;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    public static final Json NULL = new Json("null".getBytes(StandardCharsets.US_ASCII), MAPPER.nullNode());
    public static final Json EMPTY_OBJECT =
            new Json("{}".getBytes(StandardCharsets.US_ASCII), MAPPER.createObjectNode());

    private final byte[] utf8;
    // A benign race: two threads may both parse, and either tree will do.
    private volatile @Nullable WeakReference<JsonNode> tree;

    private Json(byte[] utf8, @Nullable JsonNode tree) {
        this.utf8 = utf8;
        this.tree = tree == null ? null : new WeakReference<>(tree);
    }

    /**
     * Checks and takes one JSON text.
     *
     * @throws MalformedJsonException if the text is not exactly one JSON value, is not what {@link JsonText} demands, or nests deeper
     *     than {@link #MAX_DEPTH}
     */
    public static Json parse(byte[] utf8) {
        JsonText.require(utf8);
        try {
            var tree = MAPPER.readTree(utf8);
            if (tree.isMissingNode()) {
                throw new MalformedJsonException("no JSON value: the text is empty", 1, 1);
            }
            return tree.isNull() ? NULL : new Json(utf8, tree);
        } catch (JacksonException malformed) {
            throw MalformedJsonException.from(malformed);
        } catch (NumberFormatException unbounded) {
            // An exponent beyond an int, which Jackson passes on as BigDecimal threw it.
            throw new MalformedJsonException(TOO_LARGE, 1, 1);
        }
    }

    /**
     * Reads a text token by token, with the limits of {@link #mapper}.
     *
     * @throws MalformedJsonException if it is not what {@link JsonText} demands
     */
    public static JsonParser parser(byte[] utf8) {
        JsonText.require(utf8);
        return MAPPER.createParser(utf8);
    }

    /**
     * Cuts the value that a parser stands on out of the bytes that it reads, as it stands and without a tree, and moves the
     * parser to its end. The parser is one of {@link #parser} and has checked the bytes by then, so that {@link #tree} cannot fail.
     *
     * @throws MalformedJsonException if a number in it is too large
     * @throws JacksonException if the bytes are not JSON, or nest deeper than {@link #MAX_DEPTH}
     */
    public static Json cut(JsonParser parser, byte[] utf8) {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        int depth = 0;
        for (var token = parser.currentToken(); ; token = parser.nextToken()) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                requireBounded(parser);
            }
            if (depth == 0) {
                break;
            }
        }
        // A string is read lazily; only now is the parser behind it.
        parser.finishToken();
        return trusted(
                Arrays.copyOfRange(utf8, from, (int) parser.currentLocation().getByteOffset()));
    }

    /** Jackson passes an exponent beyond an int, until somebody asks for the number. */
    private static void requireBounded(JsonParser parser) {
        try {
            if (parser.getStringLength() >= SHORTEST_UNBOUNDED) {
                parser.getDecimalValue();
            }
        } catch (NumberFormatException unbounded) {
            var at = parser.currentTokenLocation();
            throw new MalformedJsonException(TOO_LARGE, at.getLineNr(), at.getColumnNr());
        }
    }

    /** {@link #parse(byte[])} for text. */
    public static Json parse(String text) {
        return parse(JsonText.utf8(text));
    }

    /** The value of a tree. The caller gives the tree away and must not change it afterwards. */
    public static Json of(JsonNode tree) {
        return tree.isNull() ? NULL : new Json(MAPPER.writeValueAsBytes(tree), tree);
    }

    /**
     * Takes bytes that are known to be one well-formed JSON value, for example because this process wrote them to its
     * journal. Nothing is checked; hand it nothing from outside.
     */
    public static Json trusted(byte[] utf8) {
        return isNullText(utf8) ? NULL : new Json(utf8, null);
    }

    /** The mapper that reads and writes JSON everywhere in Carillon: bounded depth, no trailing tokens. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** The UTF-8 bytes. Shared, not copied: callers must not write into them. */
    public byte[] utf8() {
        return utf8;
    }

    /**
     * The parsed value. Callers must treat it as read-only.
     *
     * <p>What was stored by an older version and cannot be parsed is shown as {@link #unreadable}: one such event must not cost
     * its reader the others.
     */
    public JsonNode tree() {
        var parsed = parsed();
        if (parsed == null) {
            parsed = parsedOrMark();
            tree = new WeakReference<>(parsed);
        }
        return parsed;
    }

    private JsonNode parsedOrMark() {
        try {
            return MAPPER.readTree(utf8);
        } catch (JacksonException malformed) {
            return unreadable(String.valueOf(malformed.getOriginalMessage())).tree();
        } catch (NumberFormatException unbounded) {
            return unreadable(TOO_LARGE).tree();
        }
    }

    /**
     * The mark that stands where something was stored that cannot be shown: an object with the member {@value #UNREADABLE}.
     *
     * @param why for people
     */
    public static Json unreadable(String why) {
        return of(MAPPER.createObjectNode().put(UNREADABLE, why));
    }

    /** The parsed value, if it is still there from an earlier look; {@code null} if {@link #tree} would have to parse it. */
    public @Nullable JsonNode parsed() {
        var known = tree;
        return known == null ? null : known.get();
    }

    public boolean isNull() {
        return isNullText(utf8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Json json && Arrays.equals(utf8, json.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    /** The JSON text. */
    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static boolean isNullText(byte[] utf8) {
        return utf8.length == 4 && utf8[0] == 'n' && utf8[1] == 'u' && utf8[2] == 'l' && utf8[3] == 'l';
    }
}
