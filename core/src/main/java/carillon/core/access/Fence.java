package carillon.core.access;

import carillon.sdk.event.Event;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a tenant lets its members see (drp-websocket section 8.3.1). */
record Fence(Map<String, Set<String>> members) {

    private static final String MACHINES = "machines";
    private static final Set<String> OF_MACHINES = Set.of("jobs", "leases", "reservations");

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
        var machines = members.get(MACHINES);
        if (named || machines == null || !belongsToMachine(type)) {
            return named || listed == null;
        }
        // What belongs to a machine is seen with the machine; when the owner cannot be told, it is hidden.
        var machine = machine(object);
        return machine != null && machines.contains(machine);
    }

    private static boolean belongsToMachine(String type) {
        return OF_MACHINES.contains(type);
    }

    /** Whether the other fence lets nothing through that this one holds back. */
    boolean encloses(Fence other) {
        boolean within = members.entrySet().stream()
                .allMatch(
                        mine -> other.lists(mine.getKey()) && mine.getValue().containsAll(other.listed(mine.getKey())));
        return within && OF_MACHINES.stream().filter(this::restricts).allMatch(type -> enclosesOfMachines(type, other));
    }

    /** What belongs to machines passes by its own name or with its machine; the other may have neither way alone. */
    private boolean enclosesOfMachines(String type, Fence other) {
        return listed(type).containsAll(other.listed(type)) && (lists(MACHINES) || !other.lists(MACHINES));
    }

    private boolean restricts(String type) {
        return lists(type) || lists(MACHINES);
    }

    private boolean lists(String type) {
        return members.containsKey(type);
    }

    private Set<String> listed(String type) {
        return members.getOrDefault(type, Set.of());
    }

    /** The machine that an object names as its own, or null. */
    static @Nullable String machine(JsonNode object) {
        var machine = object.get("Machine");
        return machine != null && machine.isString() ? machine.stringValue() : null;
    }
}
