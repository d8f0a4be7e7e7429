package carillon.core.access;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Somebody who may log in.
 *
 * @param name unique; the {@code NAME} of the principal {@code user:NAME}
 * @param description one line for people
 * @param roles names of roles
 * @param passwordHash salted slow hash in the directory's own format; never leaves the server
 * @param secret random text that tokens are bound to; rotating it revokes them; never leaves the server
 * @param extras what else clients keep with it, by member; the nodes must not be changed
 */
public record User(
        String name,
        String description,
        Set<String> roles,
        String passwordHash,
        String secret,
        Map<String, JsonNode> extras) {

    public User {
        roles = Set.copyOf(roles);
        extras = Extras.copy(extras);
    }

    public User(String name, String description, Set<String> roles, String passwordHash, String secret) {
        this(name, description, roles, passwordHash, secret, Map.of());
    }

    public User withPasswordHash(String next) {
        return new User(name, description, roles, next, secret, extras);
    }

    public User withSecret(String next) {
        return new User(name, description, roles, passwordHash, next, extras);
    }

    /** Leaves the hash and the secret out, so that no log and no message can show them. */
    @Override
    public String toString() {
        return "User[" + name + ", roles=" + roles + "]";
    }
}
