package carillon.core.access;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A named list of claims.
 *
 * @param extras what else clients keep with it, by member; the nodes must not be changed
 */
public record Role(String name, List<Claim> claims, Map<String, JsonNode> extras) {

    /** The role that may do everything. */
    public static final Role SUPERUSER = new Role("superuser", List.of(Claim.ALL));

    public Role {
        claims = List.copyOf(claims);
        extras = Extras.copy(extras);
    }

    public Role(String name, List<Claim> claims) {
        this(name, claims, Map.of());
    }
}
