package carillon.core.access;

import java.util.Set;

/**
 * Somebody who may log in.
 *
 * @param name unique; the {@code NAME} of the principal {@code user:NAME}
 * @param description one line for people
 * @param roles names of roles
 * @param passwordHash salted slow hash in the directory's own format; never leaves the server
 * @param secret random text that tokens are bound to; rotating it revokes them; never leaves the server
 */
public record User(String name, String description, Set<String> roles, String passwordHash, String secret) {

    public User {
        roles = Set.copyOf(roles);
    }

    /** Leaves the hash and the secret out, so that no log and no message can show them. */
    @Override
    public String toString() {
        return "User[" + name + ", roles=" + roles + "]";
    }
}
