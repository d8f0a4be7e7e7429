package carillon.server.access;

import carillon.core.access.Role;
import carillon.core.access.Tenant;
import carillon.core.access.User;
import carillon.server.file.DamagedFileException;
import carillon.server.file.DurableFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Everything that the directory knows, immutable; also the shape of its file. */
record AccessState(Map<String, User> users, Map<String, Role> roles, Map<String, Tenant> tenants) {

    static final AccessState EMPTY = new AccessState(Map.of(), Map.of(Role.SUPERUSER.name(), Role.SUPERUSER), Map.of());

    private static final String EXTRAS = "extras";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    AccessState with(User user) {
        var next = new TreeMap<>(users);
        next.put(user.name(), user);
        return new AccessState(next, roles, tenants);
    }

    AccessState with(Role role) {
        var next = new TreeMap<>(roles);
        next.put(role.name(), role);
        return new AccessState(users, next, tenants);
    }

    AccessState with(Tenant tenant) {
        var next = new TreeMap<>(tenants);
        next.put(tenant.name(), tenant);
        return new AccessState(users, roles, next);
    }

    AccessState withoutUser(String name) {
        var next = new TreeMap<>(users);
        next.remove(name);
        return new AccessState(next, roles, tenants);
    }

    AccessState withoutRole(String name) {
        var next = new TreeMap<>(roles);
        next.remove(name);
        return new AccessState(users, next, tenants);
    }

    AccessState withoutTenant(String name) {
        var next = new TreeMap<>(tenants);
        next.remove(name);
        return new AccessState(users, roles, next);
    }

    byte[] write() {
        return MAPPER.writeValueAsBytes(Map.of(
                "users", users.values(),
                "roles", roles.values(),
                "tenants", tenants.values()));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws DamagedFileException if it is anything else, such as an empty file or an empty object: those are no accounts
     */
    static AccessState read(byte[] content, DurableFile file) {
        try {
            var root = MAPPER.readTree(content);
            var users = new LinkedHashMap<String, User>();
            for (var node : list(root, "users", file)) {
                var user = MAPPER.treeToValue(whole(node), User.class);
                users.put(Objects.requireNonNull(user.name()), user);
            }
            var roles = new LinkedHashMap<String, Role>();
            for (var node : list(root, "roles", file)) {
                var role = MAPPER.treeToValue(whole(node), Role.class);
                roles.put(Objects.requireNonNull(role.name()), role);
            }
            var tenants = new LinkedHashMap<String, Tenant>();
            for (var node : list(root, "tenants", file)) {
                var tenant = MAPPER.treeToValue(whole(node), Tenant.class);
                tenants.put(Objects.requireNonNull(tenant.name()), tenant);
            }
            return new AccessState(users, roles, tenants);
        } catch (JacksonException malformed) {
            throw damaged(file, String.valueOf(malformed.getOriginalMessage()), malformed);
        } catch (NullPointerException incomplete) {
            throw damaged(file, "an entry lacks a member", incomplete);
        }
    }

    /** Files of versions before that knew no extras. */
    private static JsonNode whole(JsonNode entry) {
        return entry instanceof ObjectNode object && !object.has(EXTRAS)
                ? object.deepCopy().set(EXTRAS, MAPPER.createObjectNode())
                : entry;
    }

    private static JsonNode list(JsonNode root, String name, DurableFile file) {
        var list = root.path(name);
        if (!list.isArray()) {
            throw damaged(file, "it has no array \"" + name + "\"", null);
        }
        return list;
    }

    private static DamagedFileException damaged(DurableFile file, String what, @Nullable Throwable cause) {
        return new DamagedFileException(
                file.path(),
                what,
                "restore it from a backup, or copy " + file.previous().path()
                        + " over it: that is how it was before the last change. To begin again with a new administrator, move"
                        + " both and access.key away",
                cause);
    }
}
