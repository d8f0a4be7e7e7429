package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members of users, roles and tenants that the server itself does not read. All that a client sends are kept, and those
 * that its types have are always shown: it patches what it was shown, and a patch of a member that is not there fails.
 */
final class AccountMembers {

    static final int MAX_BYTES = 65_536;

    /** What the server reads, sets, or never shows. */
    private static final Map<String, Set<String>> OWN = Map.of(
            "users", Set.of("Name", "Description", "Roles", "Password", "PasswordHash", "Secret", "Token"),
            "roles", Set.of("Name", "Claims"),
            "tenants", Set.of("Name", "Members", "Users"));

    private AccountMembers() {}

    /** What is to be kept of an object, without secrets at any depth. */
    static Map<String, JsonNode> extras(String type, ObjectNode state) {
        var extras = new TreeMap<String, JsonNode>();
        for (var member : ((ObjectNode) Secrets.without(state)).properties()) {
            if (!OWN.getOrDefault(type, Set.of()).contains(member.getKey())
                    && !Validity.MEMBERS.contains(member.getKey())) {
                extras.put(member.getKey(), member.getValue());
            }
        }
        return extras;
    }

    static long bytes(Map<String, JsonNode> extras) {
        return Json.mapper().writeValueAsBytes(extras).length;
    }

    /** An account as it is shown, from what the server knows of it. */
    static ObjectNode shown(ObjectNode known, Map<String, JsonNode> extras) {
        known.putIfAbsent("Description", Json.mapper().getNodeFactory().stringNode(""));
        known.put("Documentation", "").put("Endpoint", "").put("Bundle", "");
        known.putObject("Meta");
        extras.forEach(known::set);
        return Validity.judged(known);
    }
}
