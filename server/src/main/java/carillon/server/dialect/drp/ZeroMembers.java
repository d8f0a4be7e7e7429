package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object as the patches of stock clients mean it. Their types have every member, so one that the object lacks is the zero
 * value to them: they test for that, replace it, and add to the empty list or map that it is. Beyond RFC 6902, which refuses
 * these three.
 *
 * @param object with the members that the patch takes for granted
 * @param added these members
 */
record ZeroMembers(JsonNode object, Map<String, JsonNode> added) {

    static ZeroMembers of(JsonPatch patch, JsonNode shown) {
        var added = new LinkedHashMap<String, JsonNode>();
        for (var operation : patch.operations()) {
            var name = operation.path().isEmpty() ? "" : operation.path().getFirst();
            var zero = shown.has(name) || added.containsKey(name) ? null : zero(operation);
            if (zero != null) {
                added.put(name, zero);
            }
        }
        if (added.isEmpty() || !(shown instanceof ObjectNode object)) {
            return new ZeroMembers(shown, Map.of());
        }
        var completed = object.deepCopy();
        added.forEach(completed::set);
        return new ZeroMembers(completed, added);
    }

    private static @Nullable JsonNode zero(JsonPatch.Operation operation) {
        var value = operation.value();
        return switch (operation.path().size()) {
            case 1 ->
                switch (operation.op()) {
                    case "replace" -> Json.NULL.tree();
                    case "test" -> value != null && isZero(value) ? value : null;
                    default -> null;
                };
            case 2 -> operation.op().equals("add") ? empty(operation.path().getLast()) : null;
            default -> null;
        };
    }

    /** A list or a map, by how its member is named. */
    private static JsonNode empty(String inside) {
        return inside.equals("-") || inside.equals("0")
                ? Json.mapper().createArrayNode()
                : Json.mapper().createObjectNode();
    }

    private static boolean isZero(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> true;
            case STRING -> value.stringValue().isEmpty();
            case BOOLEAN -> !value.booleanValue();
            case NUMBER -> value.decimalValue().signum() == 0;
            case ARRAY, OBJECT -> value.isEmpty();
            default -> false;
        };
    }

    /** What the patch made of {@link #object}, without those of the members that it left as they are. */
    ObjectNode withoutUntouched(ObjectNode next) {
        if (added.isEmpty()) {
            return next;
        }
        var kept = next.deepCopy();
        added.forEach((name, zero) -> {
            if (next.has(name) && Same.value(next.get(name), zero)) {
                kept.remove(name);
            }
        });
        return kept;
    }
}
