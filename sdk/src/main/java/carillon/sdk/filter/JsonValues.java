package carillon.sdk.filter;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Equality of JSON values as the filter language has it (drp-websocket 7.4): no coercion, member order irrelevant, numbers
 * as IEEE doubles. Never throws, whatever the values hold.
 */
public final class JsonValues {

    /** Stands for the JSON null among scalar keys. */
    private static final Object NULL_KEY = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    private JsonValues() {}

    /**
     * A key under which equal scalars can be hashed, {@code null} if the value is missing, an object or an array. Two keys
     * are equal exactly when {@link #same} says so of the values.
     */
    public static @Nullable Object scalarKey(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isNumber()) {
            // Adding zero turns -0.0 into 0.0: as keys, unlike under ==, they would differ.
            return number(node) + 0.0;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNull() ? NULL_KEY : null;
    }

    static boolean same(JsonNode a, JsonNode b) {
        if (a.isString()) {
            return b.isString() && a.stringValue().equals(b.stringValue());
        }
        if (a.isNumber()) {
            return b.isNumber() && number(a) == number(b);
        }
        if (a.isBoolean()) {
            return b.isBoolean() && a.booleanValue() == b.booleanValue();
        }
        if (a.isArray()) {
            return b.isArray() && sameElements(a, b);
        }
        if (a.isObject()) {
            return b.isObject() && sameMembers(a, b);
        }
        return a.isNull() && b.isNull();
    }

    private static boolean sameElements(JsonNode a, JsonNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameMembers(JsonNode a, JsonNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (var member : a.properties()) {
            var other = b.get(member.getKey());
            if (other == null || !same(member.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    /** Not {@link JsonNode#doubleValue}: that throws for what is beyond the range of a double, this gives an infinity. */
    static double number(JsonNode node) {
        if (node.isInt() || node.isLong()) {
            return (double) node.longValue();
        }
        return node.numberValue().doubleValue();
    }
}
