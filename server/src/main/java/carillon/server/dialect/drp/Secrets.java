package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes out of a value what may never leave the server (section 4.5): password hashes, the secrets that tokens are bound
 * to, and tokens. At any depth, because objects hold each other.
 */
final class Secrets {

    private static final Set<String> NAMES = Set.of("PasswordHash", "Secret", "Token");
    private static final Traces TRACES = new Traces(NAMES.toArray(String[]::new));

    private Secrets() {}

    /** The very same value if it holds none, which is nearly always and costs one pass over the bytes. */
    static Json without(Json value) {
        // As it came if it can: to write it anew would change how its numbers are written.
        return TRACES.in(value.utf8()) && Members.anywhere(value, NAMES::contains)
                ? Json.of(without(value.tree()))
                : value;
    }

    /** Whether a member of this name never leaves the server. */
    static boolean has(String name) {
        return NAMES.contains(name);
    }

    /** What {@link #without(JsonNode)} has under this name, without a copy of the rest. */
    static @Nullable JsonNode member(JsonNode object, String path) {
        var found = MemberPath.find(object, path, (inside, name) -> NAMES.contains(name) ? null : inside.get(name));
        return found == null ? null : without(found);
    }

    static JsonNode without(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                var kept = Json.mapper().createObjectNode();
                for (var member : object.properties()) {
                    if (!NAMES.contains(member.getKey())) {
                        kept.set(member.getKey(), without(member.getValue()));
                    }
                }
                yield kept;
            }
            case ArrayNode array -> {
                var kept = Json.mapper().createArrayNode();
                for (var item : array) {
                    kept.add(without(item));
                }
                yield kept;
            }
            default -> value;
        };
    }

    /** A copy of {@code next} with the secrets of {@code before} that it, having been shown without them, lacks. */
    static ObjectNode kept(ObjectNode before, ObjectNode next) {
        var stored = next.deepCopy();
        keep(before, stored);
        return stored;
    }

    private static void keep(ObjectNode before, ObjectNode stored) {
        for (var member : before.properties()) {
            var name = member.getKey();
            if (NAMES.contains(name)) {
                stored.putIfAbsent(name, member.getValue());
            } else if (member.getValue() instanceof ObjectNode inner && stored.get(name) instanceof ObjectNode same) {
                keep(inner, same);
            }
        }
    }
}
