package carillon.core.access;

import carillon.sdk.event.Event;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a tenant lets its members see (drp-websocket section 8.3.1). */
record Fence(Map<String, Set<String>> members) {

    /** Whether anything of this type can be held back. */
    boolean concerns(String type) {
        return members.containsKey(type) || belongsToMachine(type);
    }

    boolean letsThrough(Event event) {
        if (!concerns(event.subject().type())) {
            // Before the object is parsed, which most events need not be.
            return true;
        }
        return letsThrough(
                event.subject().type(), event.subject().key(), event.object().tree());
    }

    boolean letsThrough(String type, String key, JsonNode object) {
        var listed = members.get(type);
        boolean named = listed != null && listed.contains(key);
        var machines = members.get("machines");
        if (named || machines == null || !belongsToMachine(type)) {
            return named || listed == null;
        }
        // What belongs to a machine is seen with the machine; when the owner cannot be told, it is hidden.
        var machine = machine(object);
        return machine != null && machines.contains(machine);
    }

    private static boolean belongsToMachine(String type) {
        return type.equals("jobs") || type.equals("leases") || type.equals("reservations");
    }

    /** The machine that an object names as its own, or null. */
    static @Nullable String machine(JsonNode object) {
        var machine = object.get("Machine");
        return machine != null && machine.isString() ? machine.stringValue() : null;
    }
}
