package carillon.server.dialect.drp;

import carillon.core.access.AccessPolicy;
import carillon.core.access.Claim;
import carillon.core.access.Decision;
import carillon.core.access.Directory;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.access.Tenant;
import carillon.core.access.User;
import carillon.core.error.BadInputException;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.hub.Hub;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Users, roles and tenants of the directory as objects. Hashes and secrets never become part of them. The claims for a
 * change are asked by who hands in the edit; here is asked whose rights it touches.
 */
final class AccessShelf implements Shelf {

    static final Set<String> TYPES = Set.of("users", "roles", "tenants");

    private final Hub hub;
    private final Directory directory;
    private final AccessPolicy policy;
    private final DrpConfig config;
    private final ObjectWaits waits;
    // One change at a time: they are rare, and each reads before it writes. Not a lock, since the directory does I/O.
    private final Semaphore turn = new Semaphore(1, true);

    AccessShelf(Hub hub, Directory directory, AccessPolicy policy, DrpConfig config, ObjectWaits waits) {
        this.waits = waits;
        this.hub = hub;
        this.directory = directory;
        this.policy = policy;
        this.config = config;
    }

    @Override
    public List<Item> list(String type) {
        return all(type).toList();
    }

    private Stream<Item> all(String type) {
        return switch (type) {
            case "users" -> directory.users().stream().map(user -> item(type, user.name(), json(user)));
            case "roles" -> directory.roles().stream().map(role -> item(type, role.name(), json(role)));
            case "tenants" -> directory.tenants().stream().map(tenant -> item(type, tenant.name(), json(tenant)));
            default -> Stream.empty();
        };
    }

    @Override
    public Optional<Item> get(String type, String key) {
        return all(type).filter(item -> item.key().equals(key)).findFirst();
    }

    private static Item item(String type, String key, ObjectNode state) {
        return new Item(type, key, state, Integer.toHexString(state.toString().hashCode()));
    }

    @Override
    public Optional<String> keyOf(String type, ObjectNode object) {
        return object.path("Name").stringValueOpt();
    }

    @Override
    public Outcome change(Principal by, String type, String key, Edit edit) {
        turn.acquireUninterruptibly();
        try {
            var present = get(type, key).orElse(null);
            return switch (edit.decide(present)) {
                case Verdict.Refuse refuse -> new Outcome.Refused(refuse.refusal());
                case Verdict.Remove remove -> removed(by, type, key, present);
                case Verdict.Put put -> stored(by, type, key, put, present);
            };
        } catch (BadInputException bad) {
            return new Outcome.Refused(bad.refusal());
        } finally {
            turn.release();
            waits.changed(type, key);
        }
    }

    private Outcome stored(Principal by, String type, String key, Verdict.Put put, @Nullable Item present) {
        var decision = switch (type) {
            case "users" -> storeUser(by, key, put.state());
            case "roles" -> storeRole(by, key, put.state());
            default -> storeTenant(by, key, put.state());
        };
        if (!decision.allowed()) {
            return refused(type, key, decision);
        }
        var now = get(type, key).orElseThrow();
        // A new password is nothing that is shown, but a change all the same.
        if (present == null || put.state().has("Password") || !Same.value(present.state(), now.state())) {
            publish(by, type, put.action(), key, now.state(), put.action().equals("create") ? null : present);
        }
        return new Outcome.Changed(now, present);
    }

    private Outcome removed(Principal by, String type, String key, @Nullable Item present) {
        var decision = switch (type) {
            case "users" -> policy.user(by, key, directory.user(key).orElse(null), null);
            case "roles" -> policy.role(by, key, role(key), null);
            default -> policy.tenant(by, key, tenant(key), null);
        };
        if (!decision.allowed()) {
            return refused(type, key, decision);
        }
        boolean there = switch (type) {
            case "users" -> directory.removeUser(key);
            case "roles" -> directory.removeRole(key);
            default -> directory.removeTenant(key);
        };
        if (!there || present == null) {
            return refused(ErrorCode.NOT_FOUND, type + " " + key + ": Not Found");
        }
        publish(by, type, "delete", key, present.state(), null);
        return new Outcome.Changed(present, present);
    }

    private static Outcome refused(ErrorCode code, String detail) {
        return new Outcome.Refused(new Refusal(code, detail));
    }

    private static Outcome refused(String type, String key, Decision decision) {
        return switch (decision) {
            case Decision.Lacking lacking -> refused(ErrorCode.FORBIDDEN, lacking.detail());
            case Decision.Exceeding exceeding -> refused(ErrorCode.FORBIDDEN, exceeding.detail());
            case Decision.Hidden _, Decision.Allowed _ ->
                refused(ErrorCode.NOT_FOUND, type + " " + key + ": Not Found");
        };
    }

    private Decision storeUser(Principal by, String name, ObjectNode state) {
        var present = directory.user(name).orElse(null);
        var before = present == null ? new User(name, "", Set.of(), "", "") : present;
        var roles = texts(state, "Roles");
        for (var role : roles) {
            if (!before.roles().contains(role) && role(role) == null) {
                throw new BadInputException(ErrorCode.INVALID_EVENT, "there is no role " + role);
            }
        }
        var user = new User(
                name,
                text(state, "Description"),
                roles,
                before.passwordHash(),
                before.secret(),
                extras("users", state));
        var password = text(state, "Password");
        if (!password.isEmpty() && !Directory.isPassword(password)) {
            throw new BadInputException(ErrorCode.INVALID_EVENT, "Password cannot end in NUL");
        }
        var decision = policy.user(by, name, present, user);
        if (decision.allowed() && present != null && !password.isEmpty()) {
            // To become a user is another right than to change one.
            decision = policy.credential(by, "password", name, present);
        }
        if (decision.allowed()) {
            directory.put(password.isEmpty() ? user : directory.withPassword(user, password));
        }
        return decision;
    }

    /** Gives a user another password, in turn with the other changes: it must not bring back the roles of before. */
    Decision password(Principal by, String name, String password) {
        turn.acquireUninterruptibly();
        try {
            var user = directory.user(name);
            var decision = policy.credential(by, "password", name, user.orElse(null));
            if (decision.allowed() && user.isPresent()) {
                directory.put(directory.withPassword(user.get(), password));
            }
            return decision;
        } finally {
            turn.release();
        }
    }

    private @Nullable Role role(String name) {
        return directory.roles().stream()
                .filter(role -> role.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private @Nullable Tenant tenant(String name) {
        return directory.tenants().stream()
                .filter(tenant -> tenant.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private Decision storeRole(Principal by, String name, ObjectNode state) {
        var claims = Stream.<JsonNode>of();
        if (state.get("Claims") != null && state.get("Claims").isArray()) {
            claims = state.get("Claims").valueStream();
        }
        var role = new Role(
                name,
                claims.map(claim -> new Claim(text(claim, "scope"), text(claim, "action"), text(claim, "specific")))
                        .toList(),
                extras("roles", state));
        var decision = policy.role(by, name, role(name), role);
        if (decision.allowed()) {
            directory.put(role);
        }
        return decision;
    }

    private Decision storeTenant(Principal by, String name, ObjectNode state) {
        Map<String, Set<String>> members = new HashMap<>();
        var given = state.get("Members");
        if (given != null && given.isObject()) {
            given.properties().forEach(entry -> members.put(entry.getKey(), texts((ObjectNode) given, entry.getKey())));
        }
        var tenant = new Tenant(name, members, texts(state, "Users"), extras("tenants", state));
        var decision = policy.tenant(by, name, tenant(name), tenant);
        if (decision.allowed()) {
            directory.put(tenant);
        }
        return decision;
    }

    private static Map<String, JsonNode> extras(String type, ObjectNode state) {
        var extras = AccountMembers.extras(type, state);
        if (AccountMembers.bytes(extras) > AccountMembers.MAX_BYTES) {
            throw new BadInputException(
                    ErrorCode.INVALID_EVENT,
                    "beside its rights, an account may hold " + AccountMembers.MAX_BYTES + " bytes");
        }
        return extras;
    }

    private static String text(JsonNode object, String member) {
        var value = object.get(member);
        if (value == null || value.isNull()) {
            return "";
        }
        if (!value.isString()) {
            throw new BadInputException(ErrorCode.INVALID_EVENT, member + " must be a string");
        }
        return value.stringValue();
    }

    private static Set<String> texts(ObjectNode object, String member) {
        var value = object.get(member);
        if (value == null || value.isNull()) {
            return Set.of();
        }
        var texts = new HashSet<String>();
        for (var item : value) {
            if (!item.isString()) {
                throw new BadInputException(ErrorCode.INVALID_EVENT, member + " must be an array of strings");
            }
            texts.add(item.stringValue());
        }
        return texts;
    }

    private static ObjectNode json(User user) {
        var json = named(user.name()).put("Description", user.description());
        var roles = json.putArray("Roles");
        new TreeSet<>(user.roles()).forEach(roles::add);
        return AccountMembers.shown(json, user.extras());
    }

    private static ObjectNode json(Role role) {
        var json = named(role.name());
        var claims = json.putArray("Claims");
        for (var claim : role.claims()) {
            claims.addObject()
                    .put("scope", claim.scope())
                    .put("action", claim.action())
                    .put("specific", claim.specific());
        }
        return AccountMembers.shown(json, role.extras());
    }

    private static ObjectNode json(Tenant tenant) {
        var json = named(tenant.name());
        var members = json.putObject("Members");
        new TreeMap<>(tenant.members()).forEach((type, keys) -> {
            var list = members.putArray(type);
            new TreeSet<>(keys).forEach(list::add);
        });
        var users = json.putArray("Users");
        new TreeSet<>(tenant.users()).forEach(users::add);
        return AccountMembers.shown(json, tenant.extras());
    }

    private static ObjectNode named(String name) {
        return Json.mapper().createObjectNode().put("Name", name);
    }

    /** A fact already: the directory is durable by itself, so nobody waits for the event. */
    private void publish(
            Principal by, String type, String action, String key, ObjectNode state, @Nullable Item before) {
        var object = Json.of(state);
        var original = before == null
                ? Json.NULL
                : FittingOriginal.of(before.state(), object, hub.config().maxEventBytes());
        hub.publish(
                Principal.SYSTEM,
                Event.about(type, action, key)
                        .time(config.clock().instant())
                        .principal(by.name())
                        .object(object)
                        .original(original)
                        .build());
    }
}
