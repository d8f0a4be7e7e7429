package carillon.server.dialect.drp;

import tools.jackson.databind.JsonNode;

/** Equality of JSON values as RFC 6902 has it: numbers by value, objects without regard to order. */
final class Same {

    private Same() {}

    static boolean value(JsonNode a, JsonNode b) {
        return a.equals(Same::compare, b);
    }

    private static int compare(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue());
        }
        return a.equals(b) ? 0 : 1;
    }
}
