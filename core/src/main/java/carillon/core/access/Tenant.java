package carillon.core.access;

import java.util.Map;
import java.util.Set;

/**
 * A fence around what some users may see at all, before roles are asked.
 *
 * @param members for each restricted type the keys that members may see; types without an entry are not restricted
 * @param users names of the users inside
 */
public record Tenant(String name, Map<String, Set<String>> members, Set<String> users) {

    public Tenant {
        members = Map.copyOf(members);
        users = Set.copyOf(users);
    }
}
