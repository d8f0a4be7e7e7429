package carillon.core.access;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token shall be good for.
 *
 * @param principal {@code user:NAME} or {@code runner:UUID}
 * @param user whose secret it is bound to: the user himself, or for a runner the one who grants it
 * @param lifetime from now on
 * @param roles only these of the user's roles; null for all of them
 * @param direct claims that the token carries beside its roles
 * @param seal for a runner the secret of its machine, which the token is bound to as well; null for none
 */
public record TokenRequest(
        String principal,
        String user,
        Duration lifetime,
        @Nullable Set<String> roles,
        List<Claim> direct,
        @Nullable String seal) {

    /** One that is bound to the user's secret alone. */
    public TokenRequest(
            String principal, String user, Duration lifetime, @Nullable Set<String> roles, List<Claim> direct) {
        this(principal, user, lifetime, roles, direct, null);
    }
}
