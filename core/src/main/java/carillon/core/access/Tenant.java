package carillon.core.access;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A fence around what some users may see at all, before roles are asked.
 *
 * @param members for each restricted type the keys that members may see; types without an entry are not restricted
 * @param users names of the users inside
 * @param extras what else clients keep with it, by member; the nodes must not be changed
 */
public record Tenant(String name, Map<String, Set<String>> members, Set<String> users, Map<String, JsonNode> extras) {

    public Tenant {
        members = Map.copyOf(members);
        users = Set.copyOf(users);
        extras = Extras.copy(extras);
    }

    public Tenant(String name, Map<String, Set<String>> members, Set<String> users) {
        this(name, members, users, Map.of());
    }
}
