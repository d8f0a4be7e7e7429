package carillon.core.access;

import carillon.sdk.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * What one principal may do, compiled from its claims once so that the answer for each event is a few hash look-ups and
 * no allocation: the fan-out thread asks for every candidate delivery. Immutable, any thread.
 *
 * <p>Rules: drp-websocket section 8; an event with an owner is seen by that user and by superusers alone.
 */
public final class Rights implements Authorizer.Visibility {

    private static final String CONNECTIONS = "connections";

    private final Principal principal;
    private final AuthzMode mode;
    private final boolean superuser;
    private final boolean anyClaim;
    private final Map<String, Set<String>> known;
    private final Map<String, Grants> byScope = new HashMap<>();
    private final @Nullable Grants everyScope;
    private final @Nullable Fence fence;

    private Rights(Principal principal, AuthzMode mode) {
        this.principal = principal;
        this.mode = mode;
        this.superuser = principal.superuser();
        this.known = KnownScopes.table(mode);
        var fences = principal.fences();
        this.fence = fences == null ? null : new Fence(fences);
        Grants every = null;
        int claims = 0;
        for (var role : principal.roles()) {
            for (var claim : role.claims()) {
                claims++;
                if (Claim.every(claim.scope())) {
                    every = every == null ? new Grants() : every;
                    every.add(claim.action(), claim.specific());
                } else {
                    addScopes(claim);
                }
            }
        }
        this.everyScope = every;
        this.anyClaim = claims > 0;
    }

    private void addScopes(Claim claim) {
        for (var scope : Claim.items(claim.scope())) {
            byScope.computeIfAbsent(scope, any -> new Grants()).add(claim.action(), claim.specific());
        }
    }

    public static Rights of(Principal principal, AuthzMode mode) {
        return new Rights(principal, mode);
    }

    /** The rights of a role alone, to compare roles with each other. */
    static Rights of(Role role) {
        return of(new Principal("", "", List.of(role), null, null), AuthzMode.STRICT);
    }

    public Principal principal() {
        return principal;
    }

    /** Sees everything and may do everything. */
    public boolean superuser() {
        return superuser;
    }

    /** Whether some claim grants this action on this key; a wanted {@code *} is granted by {@code *} only. */
    public boolean contains(String scope, String action, String key) {
        var grants = byScope.get(scope);
        return (everyScope != null && everyScope.contains(action, key))
                || (grants != null && grants.contains(action, key));
    }

    /** Whether every claim of the other role is granted by these rights. */
    public boolean contains(Role role) {
        return role.claims().stream().allMatch(this::contains);
    }

    /** Whether the other one may do nothing that these rights do not allow, and sees nothing that they hide. */
    public boolean contains(Principal other) {
        return superuser || (encloses(other.fences()) && other.roles().stream().allMatch(this::contains));
    }

    private boolean encloses(@Nullable Map<String, Set<String>> fences) {
        return fence == null || (fences != null && fence.encloses(new Fence(fences)));
    }

    boolean contains(Claim claim) {
        for (var scope : Claim.items(claim.scope())) {
            for (var action : Claim.items(claim.action())) {
                for (var key : Claim.items(claim.specific())) {
                    if (!contains(scope, action, key)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** What of these claims these rights grant, taken apart where they grant a part. */
    public List<Claim> held(List<Claim> wanted) {
        var held = new ArrayList<Claim>();
        for (var claim : wanted) {
            if (contains(claim)) {
                held.add(claim);
            } else {
                parts(claim).filter(this::contains).forEach(held::add);
            }
        }
        return held;
    }

    private static Stream<Claim> parts(Claim claim) {
        return Claim.items(claim.scope()).stream()
                .flatMap(scope ->
                        Claim.items(claim.action()).stream().map(action -> new Claim(scope, action, claim.specific())));
    }

    /** Whether any claim at all is about this scope. */
    public boolean touches(String scope) {
        return everyScope != null || byScope.containsKey(scope);
    }

    /** Whether every object of a type is seen, so that their number may be told. */
    public boolean showsAll(String type) {
        return superuser
                || ((fence == null || !fence.concerns(type))
                        && (contains(type, "list", "*") || contains(type, "get", "*")));
    }

    /** Whether events may be published, of whatever subject. */
    public boolean mayPublish() {
        return mode == AuthzMode.UPSTREAM || contains("events", "post", "*");
    }

    /** Whether the tenant, if there is one, lets this object through; roles are not asked. */
    public boolean insideFence(Event event) {
        return fence == null
                || mode == AuthzMode.UPSTREAM
                || (fence.letsThrough(event)
                        && (!isConnections(event.subject().type())
                                || sees(event.subject().key())));
    }

    /** Whether the tenant, if there is one, lets another principal be known, by its name. */
    boolean sees(String other) {
        return principal.name().equals(other)
                || switch (Named.of(other)) {
                    case Named.Machine(String uuid) -> insideFence("machines", uuid, null);
                    case Named.Account(String user) -> insideFence("users", user, null);
                    case Named.Other _ -> true;
                };
    }

    /** Whether something may be done with an object: the tenant lets it through, and a claim grants it. */
    public boolean may(String action, String type, String key, JsonNode object) {
        return superuser || (insideFence(type, key, object) && granted(action, type, key, object));
    }

    /** Whether the tenant, if there is one, lets this object through; null for one whose members say nothing about that. */
    boolean insideFence(String type, String key, @Nullable JsonNode object) {
        return fence == null || fence.letsThrough(type, key, object == null ? NullNode.getInstance() : object);
    }

    /** Whether a claim grants something on this object; tenants are not asked. */
    boolean granted(String action, String type, String key, @Nullable JsonNode object) {
        if (contains(type, action, key)) {
            return true;
        }
        var machine = object != null && type.equals("jobs") ? Fence.machine(object) : null;
        return machine != null && contains(type, action, machine);
    }

    @Override
    public boolean shows(Event event) {
        return ground(event).shows();
    }

    @Override
    public Ground ground(Event event) {
        if (superuser) {
            return Ground.SUPERUSER;
        }
        var owner = event.owner();
        if (owner != null) {
            return !owner.isEmpty() && owner.equals(principal.user()) ? Ground.ADDRESSED : Ground.ADDRESSED_TO_ANOTHER;
        }
        if (!insideFence(event)) {
            return Ground.OUTSIDE_TENANT;
        }
        var actions = known.get(event.subject().type());
        if (actions == null && isOpen(event.subject().type())) {
            return anyClaim ? Ground.OPEN_TYPE : Ground.NO_CLAIM;
        }
        boolean claimed = switch (mode) {
            case STRICT -> mayReceiveStrict(event, actions);
            case UPSTREAM -> mayReceiveUpstream(event, actions);
        };
        return claimed ? Ground.CLAIM : Ground.NO_CLAIM;
    }

    @Override
    public Optional<Granted> granting(Event event) {
        for (var role : principal.roles()) {
            for (var claim : role.claims()) {
                var alone = new Role(role.name(), List.of(claim));
                if (new Rights(principal.with(List.of(alone)), mode).shows(event)) {
                    return Optional.of(new Granted(role.name(), claim));
                }
            }
        }
        return Optional.empty();
    }

    /** Types that stand for no object of the server, and tell nothing of other people's work. */
    private boolean isOpen(String type) {
        return !known.containsKey(type) && (mode == AuthzMode.UPSTREAM || !ofTheServerItself(type));
    }

    @Override
    public boolean everything() {
        return superuser;
    }

    @Override
    public Reach reach(String type, String action) {
        if (superuser) {
            return Reach.ALL;
        }
        if (mode == AuthzMode.STRICT && fence != null && fence.concerns(type)) {
            return Reach.SOME;
        }
        if (isOpen(type)) {
            return anyClaim ? Reach.ALL : Reach.NONE;
        }
        if (!touches(type)) {
            return Reach.NONE;
        }
        var actions = known.get(type);
        if (actions == null) {
            return !isConnections(type) || (fence == null && readsConnection("*")) ? Reach.ALL : Reach.SOME;
        }
        boolean everyKey = switch (mode) {
            case STRICT -> mayReceiveObject(actions, type, action, "*");
            case UPSTREAM -> !KnownScopes.knows(actions, action) || contains(type, action, "*");
        };
        return everyKey ? Reach.ALL : Reach.SOME;
    }

    private boolean mayReceiveStrict(Event event, @Nullable Set<String> actions) {
        var subject = event.subject();
        if (actions == null) {
            return isConnections(subject.type())
                    ? readsConnection(event.object().tree().path("RemoteAddr").asString(""))
                    : touches(subject.type());
        }
        if (mayReceiveObject(actions, subject.type(), subject.action(), subject.key())) {
            return true;
        }
        if (!subject.type().equals("jobs")) {
            return false;
        }
        // Machine tokens carry the machine's id in their claims on jobs.
        var machine = Fence.machine(event.object().tree());
        return machine != null && mayReceiveObject(actions, subject.type(), subject.action(), machine);
    }

    private boolean mayReceiveObject(Set<String> actions, String type, String action, String key) {
        return contains(type, "get", key) || (KnownScopes.knows(actions, action) && contains(type, action, key));
    }

    /** The same claims that show it in the list: the key of the event is a principal, that of the claim an address. */
    private boolean readsConnection(String address) {
        return contains(CONNECTIONS, "list", address) || contains(CONNECTIONS, "get", address);
    }

    private static boolean isConnections(String type) {
        return type.equals(CONNECTIONS);
    }

    /** These tell about other people's work and so need a claim although they are no objects. */
    private static boolean ofTheServerItself(String type) {
        return type.equals("log") || isConnections(type);
    }

    private boolean mayReceiveUpstream(Event event, @Nullable Set<String> actions) {
        var subject = event.subject();
        if (actions == null) {
            return false;
        }
        return KnownScopes.knows(actions, subject.action())
                ? contains(subject.type(), subject.action(), subject.key())
                : touches(subject.type());
    }
}
