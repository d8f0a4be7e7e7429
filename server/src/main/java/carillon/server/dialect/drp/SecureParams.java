package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters whose definition, an object of type {@code params}, says {@code "Secure": true}. Their values are shown as
 * a mask in answers and events (section 4.5), so that neither filters nor patches can probe them; a mask that comes back in
 * a changed object stands for the value that it hid. Any thread.
 */
final class SecureParams {

    static final String MASK = "********";
    private static final String PARAMS = "Params";
    private static final Traces TRACES = new Traces(PARAMS);

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** Takes in what the definition of a parameter says now; anything but an object for one that is gone. */
    void define(String name, JsonNode definition) {
        if (definition.path("Secure").asBoolean(false)) {
            names.add(name);
        } else {
            names.remove(name);
        }
    }

    boolean has(String name) {
        return names.contains(name);
    }

    /** The object without anything secret: what answers, events, and the tests of a patch may look at. */
    JsonNode shown(JsonNode object) {
        return masked(Secrets.without(object));
    }

    /** What {@link #shown} has under this name, without a copy of the rest. */
    @Nullable
    JsonNode member(JsonNode object, String path) {
        var found = MemberPath.find(object, path, this::step);
        return found == null ? null : shown(found);
    }

    /** Parameters are masked where they are passed: what comes of them is masked, however it is named. */
    private @Nullable JsonNode step(JsonNode object, String name) {
        var member = Secrets.has(name) ? null : object.get(name);
        return member != null
                        && name.equals(PARAMS)
                        && member.isObject()
                        && names.stream().anyMatch(member::has)
                ? maskedParams(member)
                : member;
    }

    /** The very same value if it holds none: who has no secure parameters pays nothing, and who has pays one pass. */
    Json masked(Json value) {
        return !names.isEmpty() && TRACES.in(value.utf8()) && Members.anywhere(value, names::contains)
                ? Json.of(masked(value.tree()))
                : value;
    }

    private JsonNode masked(JsonNode value) {
        if (names.isEmpty()) {
            return value;
        }
        return switch (value) {
            case ObjectNode object -> {
                var copy = Json.mapper().createObjectNode();
                for (var member : object.properties()) {
                    boolean params =
                            member.getKey().equals(PARAMS) && member.getValue().isObject();
                    copy.set(member.getKey(), params ? maskedParams(member.getValue()) : masked(member.getValue()));
                }
                yield copy;
            }
            case ArrayNode array -> {
                var copy = Json.mapper().createArrayNode();
                array.forEach(item -> copy.add(masked(item)));
                yield copy;
            }
            default -> value;
        };
    }

    private JsonNode maskedParams(JsonNode params) {
        var copy = Json.mapper().createObjectNode();
        for (var param : params.properties()) {
            if (has(param.getKey())) {
                copy.put(param.getKey(), MASK);
            } else {
                copy.set(param.getKey(), param.getValue());
            }
        }
        return copy;
    }

    /** What is to be stored when a client that was shown {@code before} sends {@code next}: hidden values stay. */
    ObjectNode restored(ObjectNode before, ObjectNode next) {
        var stored = Secrets.kept(before, next);
        if (before.get(PARAMS) instanceof ObjectNode old && stored.get(PARAMS) instanceof ObjectNode params) {
            for (var name : names) {
                var hidden = old.get(name);
                if (hidden != null && MASK.equals(params.path(name).asString(""))) {
                    params.set(name, hidden);
                }
            }
        }
        return stored;
    }
}
