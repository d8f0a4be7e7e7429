package carillon.server.dialect.sysadm;

import carillon.sdk.event.Json;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Members sorted at every level, as the reference writes them. */
final class SortedJson {

    private SortedJson() {}

    /** The same value with its members in order; the given tree is not changed. */
    static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            var members = new TreeMap<String, JsonNode>();
            node.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
            var object = Json.mapper().createObjectNode();
            members.forEach(object::set);
            return object;
        }
        if (node.isArray()) {
            var array = Json.mapper().createArrayNode();
            node.forEach(element -> array.add(sorted(element)));
            return array;
        }
        return node;
    }
}
