package carillon.sdk.filter;

import org.jspecify.annotations.Nullable;
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

    static @Nullable String shorten(@Nullable JsonNode value) {
        if (value == null) {
            return null;
        }
        var text = value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN - 1) + "…";
    }
}
