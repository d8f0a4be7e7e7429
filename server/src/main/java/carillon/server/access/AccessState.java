package carillon.server.access;

import carillon.core.access.Role;
import carillon.core.access.Tenant;
import carillon.core.access.User;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Everything that the directory knows, immutable; also the shape of its file. */
record AccessState(Map<String, User> users, Map<String, Role> roles, Map<String, Tenant> tenants) {

    static final AccessState EMPTY = new AccessState(Map.of(), Map.of(Role.SUPERUSER.name(), Role.SUPERUSER), Map.of());

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

    static AccessState read(byte[] file, String name) {
        try {
            var root = MAPPER.readTree(file);
            var users = new LinkedHashMap<String, User>();
            root.path("users").forEach(node -> {
                var user = MAPPER.treeToValue(node, User.class);
                users.put(user.name(), user);
            });
            var roles = new LinkedHashMap<String, Role>();
            root.path("roles").forEach(node -> {
                var role = MAPPER.treeToValue(node, Role.class);
                roles.put(role.name(), role);
            });
            var tenants = new LinkedHashMap<String, Tenant>();
            root.path("tenants").forEach(node -> {
                var tenant = MAPPER.treeToValue(node, Tenant.class);
                tenants.put(tenant.name(), tenant);
            });
            return new AccessState(users, roles, tenants);
        } catch (JacksonException damaged) {
            throw new IllegalStateException(
                    name + " is damaged (" + damaged.getOriginalMessage()
                            + "): restore it from a backup, or remove it to begin with a new administrator",
                    damaged);
        }
    }
}
