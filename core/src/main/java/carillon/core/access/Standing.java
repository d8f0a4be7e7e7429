package carillon.core.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What roles and tenants come to for one user. Pure functions, any thread. */
public final class Standing {

    private Standing() {}

    /** The user with all rights that a login gives, without those that everybody has on their own account. */
    public static Principal of(User user, Collection<Role> roles, Collection<Tenant> tenants) {
        return new Principal(
                "user:" + user.name(), user.name(), roles(user.roles(), roles), fences(user.name(), tenants), null);
    }

    /** The user as a login makes it, for whoever asks what that user would see. */
    public static Principal loggedIn(User user, Collection<Role> roles, Collection<Tenant> tenants) {
        var standing = of(user, roles, tenants);
        return standing.with(Stream.concat(standing.roles().stream(), Stream.of(own(user.name(), List.of())))
                .toList());
    }

    /** What everybody has on their own account. */
    public static Role own(String user, List<Claim> more) {
        var own = new ArrayList<>(more);
        own.addAll(Claim.exactly("users", "token,password,get", user));
        own.add(new Claim("info", "get", ""));
        return new Role("own", own);
    }

    /** The roles of these names; names without a role give nothing. */
    public static List<Role> roles(Set<String> names, Collection<Role> roles) {
        return roles.stream().filter(role -> names.contains(role.name())).toList();
    }

    /** For each restricted type the keys that any tenant of the user lists; null if the user is in no tenant. */
    public static @Nullable Map<String, Set<String>> fences(String user, Collection<Tenant> tenants) {
        Map<String, Set<String>> fences = null;
        for (var tenant : tenants) {
            if (tenant.users().contains(user)) {
                var all = fences == null ? new HashMap<String, Set<String>>() : fences;
                tenant.members()
                        .forEach((type, keys) -> all.computeIfAbsent(type, any -> new HashSet<>())
                                .addAll(keys));
                fences = all;
            }
        }
        return fences;
    }
}
