package carillon.core.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The claims on one scope, compiled: asking allocates nothing. Filled before it is shared, read-only afterwards. */
final class Grants {

    private static final String UPDATE_AT = "update:";

    /** Which keys one action may be done on. */
    private static final class Keys {
        boolean every;
        final Set<String> named = new HashSet<>();

        void add(String specific) {
            if (Claim.every(specific)) {
                every = true;
            } else {
                named.addAll(Claim.items(specific));
            }
        }

        boolean contains(String key) {
            return every || (!key.equals("*") && named.contains(key));
        }
    }

    private record Pointer(String text, Keys keys) {

        /** Whether this pointer is the wanted one or above it; the empty pointer is above all. */
        boolean covers(String wanted) {
            return wanted.startsWith(text)
                    && (text.isEmpty() || wanted.length() == text.length() || wanted.charAt(text.length()) == '/');
        }
    }

    private final Map<String, Keys> byAction = new HashMap<>();
    private final List<Pointer> pointers = new ArrayList<>();
    private final Keys everyAction = new Keys();

    void add(String action, String specific) {
        if (Claim.every(action)) {
            everyAction.add(specific);
            return;
        }
        for (var item : Claim.items(action)) {
            if (item.startsWith(UPDATE_AT)) {
                var keys = new Keys();
                keys.add(specific);
                pointers.add(new Pointer(item.substring(UPDATE_AT.length()), keys));
            } else {
                byAction.computeIfAbsent(item, any -> new Keys()).add(specific);
            }
        }
    }

    boolean contains(String action, String key) {
        return everyAction.contains(key) || holds(byAction.get(action), key) || containsFamily(action, key);
    }

    private boolean containsFamily(String action, String key) {
        if (action.startsWith("action:")) {
            return holds(byAction.get("action"), key);
        }
        return action.startsWith(UPDATE_AT) && (holds(byAction.get("update"), key) || containsPointer(action, key));
    }

    private boolean containsPointer(String action, String key) {
        var wanted = action.substring(UPDATE_AT.length());
        for (var pointer : pointers) {
            if (pointer.covers(wanted) && pointer.keys.contains(key)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(@Nullable Keys keys, String key) {
        return keys != null && keys.contains(key);
    }
}
