package carillon.core.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated identity with the rights that it had when it was authenticated. A connection keeps its principal for
 * life; later changes of roles do not alter it (drp-websocket section 2.4).
 *
 * @param name {@code user:ada}, {@code runner:UUID}, or a short name of a part of the server
 * @param user the plain user name that events are addressed to ({@code owner}); empty for runners and the server itself
 * @param roles the roles that count, one list of claims each: a request is granted when one of them contains it
 * @param fences for each restricted type the keys that may be seen, if a tenant restricts this principal; or null
 * @param boundTo the user whose secret the credential hangs on: for a runner the one who granted its token; empty for none
 * @param bond a fingerprint of that user's secret when the credential was checked; empty for none. Another secret revokes it
 * @param seal what else the credential hangs on: a fingerprint of the machine's secret, the key of a login; empty for none
 * @param expires when the credential ends; null if it does not. Open connections outlive it
 */
public record Principal(
        String name,
        String user,
        List<Role> roles,
        @Nullable Map<String, Set<String>> fences,
        String boundTo,
        String bond,
        String seal,
        @Nullable Instant expires) {

    /** How the name of a machine's own principal begins; its UUID follows. */
    public static final String RUNNER = "runner:";

    /** The server itself: may publish anything. */
    public static final Principal SYSTEM = new Principal("system", "", List.of(Role.SUPERUSER), null, null);

    public Principal {
        roles = List.copyOf(roles);
    }

    /** One without a credential that could be revoked: the server itself, or a user for whom something is worked out. */
    public Principal(
            String name,
            String user,
            List<Role> roles,
            @Nullable Map<String, Set<String>> fences,
            @Nullable Instant expires) {
        this(name, user, roles, fences, user, "", "", expires);
    }

    /** The same with other roles. */
    Principal with(List<Role> others) {
        return new Principal(name, user, others, fences, boundTo, bond, seal, expires);
    }

    /** The same, whose credential hangs on something else as well. */
    public Principal sealedWith(String other) {
        return new Principal(name, user, roles, fences, boundTo, bond, other, expires);
    }

    /** Whether one role holds the claim {@code * * *} and no tenant fences this principal in. */
    public boolean superuser() {
        return fences == null && roles.stream().anyMatch(role -> role.claims().contains(Claim.ALL));
    }
}
