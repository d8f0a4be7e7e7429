package carillon.core.access;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The one place that decides whether a principal may act on an object, as it is and as it would be. Every rule has the same
 * order: first a claim, whether the object exists or not; then the tenant, which makes an object look absent; then the
 * rights of those who are acted upon, which the caller must have as well, before the change and after it. Any thread; reads
 * the directory, never blocks.
 *
 * <p>A state is null where there is none: before a creation and after a removal.
 */
public final class AccessPolicy {

    private static final String USERS = "users";
    private static final String MACHINES = "machines";
    private static final String PARAMS = "params";

    /** The types whose parameters can be secret. */
    private static final List<String> WITH_SECURE_PARAMS = List.of(MACHINES, "plugins", "profiles", "stages");

    private final Directory directory;
    private final ClaimAuthorizer authorizer;
    private final Set<String> doors;

    /**
     * Decides by the accounts of a directory.
     *
     * @param doors roles that open a door by their name, whatever claims they hold (SysAdm's limited access): each is a right
     */
    public AccessPolicy(Directory directory, ClaimAuthorizer authorizer, Set<String> doors) {
        this.directory = directory;
        this.authorizer = authorizer;
        this.doors = Set.copyOf(doors);
    }

    /** An object of any type, by claims and tenant. What an account comes to is asked besides. */
    public Decision object(
            Principal by, String action, String type, String key, @Nullable JsonNode before, @Nullable JsonNode after) {
        var rights = authorizer.rights(by);
        if (rights.superuser()) {
            return new Decision.Allowed();
        }
        // The machine of a job counts as its key, so a change that moves the job needs the claim on both machines.
        boolean granted = (before == null && after == null)
                ? rights.contains(type, action, key)
                : states(before, after).stream().allMatch(state -> rights.granted(action, type, key, state));
        if (!granted) {
            return new Decision.Lacking(type, action, key);
        }
        if (before != null && !rights.insideFence(type, key, before)) {
            return new Decision.Hidden();
        }
        if (after != null && !rights.insideFence(type, key, after)) {
            return new Decision.Exceeding("the object would be outside your tenant");
        }
        return type.equals(PARAMS) && secure(before) && !secure(after) ? disclosing(rights) : new Decision.Allowed();
    }

    private static boolean secure(@Nullable JsonNode definition) {
        return definition != null && definition.path("Secure").asBoolean(false);
    }

    /** A parameter that is secure no longer shows its values in all objects at once. */
    private static Decision disclosing(Rights rights) {
        return WITH_SECURE_PARAMS.stream()
                .filter(type -> !rights.contains(type, "getSecure", "*"))
                .findFirst()
                .<Decision>map(type -> new Decision.Lacking(type, "getSecure", "*"))
                .orElse(new Decision.Allowed());
    }

    /**
     * A token or a new password for a user, which make the caller that user.
     *
     * @param user null if there is none
     */
    public Decision credential(Principal by, String action, String name, @Nullable User user) {
        var rights = authorizer.rights(by);
        if (!rights.contains(USERS, action, name)) {
            return new Decision.Lacking(USERS, action, name);
        }
        return rights.insideFence(USERS, name, null) ? user(by, name, user, user) : new Decision.Hidden();
    }

    /** The rights that a change of a user touches. This and the next two come after {@link #object}. */
    public Decision user(Principal by, String name, @Nullable User before, @Nullable User after) {
        var rights = authorizer.rights(by);
        return states(before, after).stream()
                        .allMatch(user -> rights.contains(standing(user)) && opensAll(by, user.roles()))
                ? new Decision.Allowed()
                : new Decision.Exceeding("the user " + name + " has or would have more rights than you");
    }

    /** The rights that a change of a role touches: its own, and of those who have it. */
    public Decision role(Principal by, String name, @Nullable Role before, @Nullable Role after) {
        var rights = authorizer.rights(by);
        if (!opensAll(by, Set.of(name)) || !states(before, after).stream().allMatch(rights::contains)) {
            return new Decision.Exceeding("the role " + name + " holds or would hold more rights than you have");
        }
        return by.fences() == null || holders(name).allMatch(rights::contains)
                ? new Decision.Allowed()
                : new Decision.Exceeding("users outside your tenant have the role " + name);
    }

    /**
     * Whether the principal itself may go through all doors among these roles. The directory is asked as well: a token can be
     * limited to any role whose claims its user has, also to one that the user was never given.
     */
    private boolean opensAll(Principal by, Set<String> roles) {
        if (authorizer.rights(by).superuser()) {
            return true;
        }
        var given = directory.user(by.user()).map(User::roles).orElse(Set.of());
        return roles.stream()
                .filter(doors::contains)
                .allMatch(door -> given.contains(door)
                        && by.roles().stream().anyMatch(role -> role.name().equals(door)));
    }

    private Stream<Principal> holders(String role) {
        return directory.users().stream()
                .filter(user -> user.roles().contains(role))
                .map(this::standing);
    }

    /** The rights that a change of a tenant touches: it frees or fences in its users, those before and those after it. */
    public Decision tenant(Principal by, String name, @Nullable Tenant before, @Nullable Tenant after) {
        if (by.fences() != null) {
            return new Decision.Exceeding("members of a tenant cannot change tenants");
        }
        var rights = authorizer.rights(by);
        var users = new HashSet<String>();
        states(before, after).forEach(tenant -> users.addAll(tenant.users()));
        return directory.users().stream()
                        .filter(user -> users.contains(user.name()))
                        .map(this::standing)
                        .allMatch(rights::contains)
                ? new Decision.Allowed()
                : new Decision.Exceeding("a user of the tenant " + name + " has more rights than you");
    }

    private Principal standing(User user) {
        return Standing.of(user, directory.roles(), directory.tenants());
    }

    private static <T> List<T> states(@Nullable T before, @Nullable T after) {
        var states = new ArrayList<T>(2);
        if (before != null) {
            states.add(before);
        }
        if (after != null) {
            states.add(after);
        }
        return states;
    }

    /**
     * A token for a machine's own principal.
     *
     * @param machine its state; null if there is none
     */
    public Decision runner(Principal by, String uuid, @Nullable JsonNode machine) {
        // A machine cannot pass on what it is: its token hangs on the secret of a user.
        return by.user().isEmpty()
                ? new Decision.Lacking(MACHINES, "token", uuid)
                : object(by, "token", MACHINES, uuid, machine, machine);
    }

    /** What of these claims the principal has itself, and so may pass on. */
    public List<Claim> held(Principal by, List<Claim> wanted) {
        return authorizer.rights(by).held(wanted);
    }

    /** Whether the tenant of one principal lets it know of another, which is known by name: of a stream, or an event. */
    public boolean sees(Principal by, String other) {
        return authorizer.rights(by).sees(other);
    }

    /** Whether it may see and touch what is everybody's and has no claim of its own: the bridge's peers, all open streams. */
    public boolean administers(Principal by) {
        return by.superuser();
    }

    /** Whether it sees what another principal has open, which is known by name. */
    public boolean seesStreams(Principal by, String other) {
        return administers(by) || by.name().equals(other);
    }

    /** Whether it may ask what a user gets, and why. */
    public boolean explains(Principal by, String user) {
        return administers(by) || by.user().equals(user);
    }

    /** How far the doors let the principal in that open by a role's name. */
    public Door door(Principal by) {
        if (administers(by)) {
            return Door.FULL;
        }
        return by.roles().stream().anyMatch(role -> doors.contains(role.name())) ? Door.LIMITED : Door.SHUT;
    }

    /** Ending what another principal has open. The claim for that is the adapter's, and is asked before. */
    public Decision ending(Principal by, String other) {
        if (!sees(by, other)) {
            return new Decision.Hidden();
        }
        var rights = authorizer.rights(by);
        boolean covered = by.name().equals(other)
                || !(Named.of(other) instanceof Named.Account(String name))
                || directory
                        .user(name)
                        .map(user -> rights.contains(standing(user)))
                        .orElse(true);
        return covered
                ? new Decision.Allowed()
                : new Decision.Exceeding("it belongs to a user with more rights than you");
    }
}
