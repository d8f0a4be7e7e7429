package carillon.sdk.filter;

import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads one JSON value out of a filter text. Finds its end first, by brackets and quotes, because a JSON parser would take
 * the parenthesis that follows for a mistake.
 */
final class LiteralReader {

    private final FilterText text;

    LiteralReader(FilterText text) {
        this.text = text;
    }

    /** Whether another argument starts here, rather than a comma or the closing parenthesis. */
    boolean present() {
        text.skipBlanks();
        return text.peek() != ',' && text.peek() != ')' && !text.atEnd();
    }

    Literal read() {
        text.skipBlanks();
        int start = text.at();
        char first = text.peek();
        text.moveTo(
                switch (first) {
                    case '"' -> afterString(start);
                    case '{', '[' -> afterBrackets(start);
                    default -> afterWord(start);
                });
        return Literal.of(parse(text.since(start), start));
    }

    private static JsonNode parse(String value, int start) {
        JsonNode node;
        try {
            node = Json.parse(value).tree();
        } catch (MalformedJsonException malformed) {
            throw new FilterMistake(start, "not a JSON value; text needs double quotes, as in " + Operator.EXAMPLE);
        }
        if (!finite(node)) {
            throw new FilterMistake(start, "a number here is too large for a double");
        }
        return node;
    }

    private static boolean finite(JsonNode node) {
        if (node.isNumber()) {
            return Double.isFinite(JsonValues.number(node));
        }
        for (var child : node.values()) {
            if (!finite(child)) {
                return false;
            }
        }
        return true;
    }

    private int afterString(int start) {
        int at = start + 1;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            throw new FilterMistake(start, "the closing quote of this string is missing");
        }
        return at + 1;
    }

    private int afterBrackets(int start) {
        int depth = 0;
        int at = start;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at = afterString(at);
                continue;
            }
            at++;
            if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            if (depth == 0) {
                return at;
            }
            if (depth > Filter.MAX_NESTING) {
                throw new FilterMistake(at - 1, "values may nest " + Filter.MAX_NESTING + " deep at most");
            }
        }
        throw new FilterMistake(start, "the closing bracket of this value is missing");
    }

    private int afterWord(int start) {
        int at = start;
        while (at < text.length() && ",()".indexOf(text.charAt(at)) < 0 && !FilterText.isBlank(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw new FilterMistake(start, "a JSON value is missing");
        }
        return at;
    }
}
