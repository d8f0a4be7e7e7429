package carillon.sdk.filter;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * A JSON value written in a filter, prepared for comparing.
 *
 * @param key its scalar key, {@code null} for objects and arrays
 * @param size how many values it is made of
 */
record Literal(JsonNode node, @Nullable Object key, int size) {

    static Literal of(JsonNode node) {
        return new Literal(node, JsonValues.scalarKey(node), count(node));
    }

    boolean same(@Nullable JsonNode value) {
        return value != null && JsonValues.same(node, value);
    }

    private static int count(JsonNode node) {
        int sum = 1;
        for (var child : node.values()) {
            sum += count(child);
        }
        return sum;
    }

    /** A spelling that equal values share: {@code 1}, {@code 1.0} and {@code 1e0} give one text. */
    void canonical(StringBuilder into) {
        canonical(node, into);
    }

    private static void canonical(JsonNode node, StringBuilder into) {
        if (node.isNumber()) {
            into.append(JsonValues.number(node) + 0.0);
        } else if (node.isArray()) {
            into.append('[');
            for (var element : node.values()) {
                canonical(element, into);
                into.append(',');
            }
            into.append(']');
        } else if (node.isObject()) {
            var sorted = new TreeMap<String, JsonNode>();
            node.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
            into.append('{');
            sorted.forEach((name, value) -> {
                into.append(StringNode.valueOf(name)).append(':');
                canonical(value, into);
                into.append(',');
            });
            into.append('}');
        } else {
            into.append(node);
        }
    }
}
