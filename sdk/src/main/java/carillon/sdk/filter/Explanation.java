package carillon.sdk.filter;

import carillon.sdk.event.Json;
import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What one term of a filter came to on one event.
 *
 * @param start where the term begins in the filter's text
 * @param end where it ends, exclusive
 * @param depth how deep it is nested; 0 is the whole filter
 * @param term the term's own text
 * @param result whether it holds; also worked out for terms that evaluation would have skipped
 * @param saw the JSON text of the value it looked at, cut to {@value #SHOWN} characters, for {@code Changed} both values;
 *     {@code null} if the value is missing or the term is {@code And}, {@code Or} or {@code Not}
 */
public record Explanation(
        int start,
        int end,
        int depth,
        String term,
        boolean result,
        @Nullable String saw) {

    static final int SHOWN = 200;

    Explanation with(boolean other) {
        return new Explanation(start, end, depth, term, other, saw);
    }

    static @Nullable String shorten(@Nullable JsonNode value) {
        if (value == null) {
            return null;
        }
        var text = beginning(value);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN - 1) + "…";
    }

    /** As far as it is shown: a value may have a megabyte, and a filter a thousand terms that look at it. */
    private static String beginning(JsonNode value) {
        var text = new Beginning();
        try (var json = Json.mapper().createGenerator(text)) {
            json.writeTree(value);
        } catch (JacksonException full) {
            if (text.written.length() <= SHOWN) {
                throw full;
            }
        }
        return text.written.toString();
    }

    /** Takes a little more than is shown, and then no more. */
    private static final class Beginning extends Writer {

        private final StringBuilder written = new StringBuilder();

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            written.append(text, offset, Math.min(length, SHOWN + 1 - written.length()));
            if (written.length() > SHOWN) {
                throw new IOException("the rest is not shown");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
