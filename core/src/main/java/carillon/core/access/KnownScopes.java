package carillon.core.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The scopes and actions that have a meaning of their own (drp-websocket sections 8.1 and 13.1). Types that are not here
 * are custom: what is published about them is open to everybody who may do anything at all.
 */
public final class KnownScopes {

    private static final List<String> EVERY_OBJECT =
            List.of("list", "get", "create", "delete", "actions", "update", "action");

    /** Types of objects, the 4.8 ones and the newer ones alike: a type that is known later must not be open until then. */
    public static final Set<String> OBJECT_TYPES = Set.of(
            ("bootenvs catalog_items contents contexts endpoints interfaces jobs leases machines params plugin_providers "
                            + "plugins pools preferences profiles reservations roles stages subnets tasks templates "
                            + "tenants users version_sets workflows blueprints clusters filters identity_providers "
                            + "resource_brokers trigger_providers triggers work_orders")
                    .split(" "));

    private static final Map<String, Set<String>> STRICT = table(true);
    private static final Map<String, Set<String>> UPSTREAM = table(false);

    private KnownScopes() {}

    /** For each known scope its actions. */
    public static Map<String, Set<String>> table(AuthzMode mode) {
        return switch (mode) {
            case STRICT -> STRICT;
            case UPSTREAM -> UPSTREAM;
        };
    }

    /** Whether claims on this scope have a meaning by themselves. */
    public static boolean known(String scope) {
        return STRICT.containsKey(scope) || scope.equals("log") || scope.equals("connections");
    }

    /** Whether the action is one of those that this scope knows; {@code action:NAME} and {@code update:/PTR} count. */
    static boolean knows(Set<String> actions, String action) {
        return actions.contains(action)
                || (action.startsWith("action:") && actions.contains("action"))
                || (action.startsWith("update:") && actions.contains("update"));
    }

    private static Map<String, Set<String>> table(boolean strict) {
        var table = new HashMap<String, Set<String>>();
        for (var type : OBJECT_TYPES) {
            table.put(type, with());
        }
        table.put("users", with("token", "password"));
        table.put("jobs", with("log"));
        table.put("machines", with("getSecure", "updateSecure", "updateTaskList", "token", "whoami"));
        for (var type : List.of("plugins", "profiles", "stages")) {
            table.put(type, with("getSecure", "updateSecure"));
        }
        table.put("preferences", Set.of("list", "post"));
        table.put("contents", Set.of("list", "get", "create", "update", "delete"));
        table.put("files", Set.of("list", "get", "post", "delete"));
        table.put("isos", Set.of("list", "get", "post", "delete"));
        table.put("info", Set.of("get"));
        table.put("objects", Set.of("list"));
        table.put("system", Set.of("upgrade", "replicate", "active", "passive"));
        if (strict) {
            // Upstream's table lacks it, which is why anybody may post there (section 10.6).
            table.put("events", Set.of("post"));
        }
        return Map.copyOf(table);
    }

    private static Set<String> with(String... more) {
        return Stream.concat(EVERY_OBJECT.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
    }
}
