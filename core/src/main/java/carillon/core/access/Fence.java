package carillon.core.access;

import carillon.sdk.event.Event;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a tenant lets its members see (drp-websocket section 8.3.1). */
record Fence(Map<String, Set<String>> members) {

    boolean letsThrough(Event event) {
        var type = event.subject().type();
        var listed = members.get(type);
        boolean named = listed != null && listed.contains(event.subject().key());
        var machines = members.get("machines");
        if (named || machines == null || !belongsToMachine(type)) {
            return named || listed == null;
        }
        // What belongs to a machine is seen with the machine; when the owner cannot be told, it is hidden.
        var machine = machine(event);
        return machine != null && machines.contains(machine);
    }

    private static boolean belongsToMachine(String type) {
        return type.equals("jobs") || type.equals("leases") || type.equals("reservations");
    }

    /** The machine that the object of the event names as its own, or null. */
    static @Nullable String machine(Event event) {
        var machine = event.object().tree().get("Machine");
        return machine != null && machine.isString() ? machine.stringValue() : null;
    }
}
