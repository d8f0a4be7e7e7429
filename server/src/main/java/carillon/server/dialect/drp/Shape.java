package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import carillon.server.http.Query;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How much of an object a reader asks for.
 *
 * @param without the members {@code Params} and {@code Meta} that {@code slim} leaves out
 * @param params the only parameters that {@code params} keeps; empty for all
 */
record Shape(Set<String> without, Optional<Set<String>> params) {

    private static final String PARAMS = "Params";
    private static final Set<String> HEAVY = Set.of(PARAMS, "Meta");

    static Shape of(Query query) {
        return new Shape(
                query.first("slim").map(Shape::names).orElse(Set.of()).stream()
                        .filter(HEAVY::contains)
                        .collect(Collectors.toUnmodifiableSet()),
                query.first("params").filter(text -> !text.isBlank()).map(Shape::names));
    }

    private static Set<String> names(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The same node if nothing is left out. */
    JsonNode of(JsonNode shown) {
        if (!(shown instanceof ObjectNode object) || (without.isEmpty() && params.isEmpty())) {
            return shown;
        }
        var shaped = Json.mapper().createObjectNode();
        for (var member : object.properties()) {
            if (without.contains(member.getKey())) {
                continue;
            }
            boolean some = params.isPresent() && member.getKey().equals(PARAMS);
            shaped.set(member.getKey(), some ? kept(member.getValue()) : member.getValue());
        }
        return shaped;
    }

    private JsonNode kept(JsonNode all) {
        var kept = Json.mapper().createObjectNode();
        for (var name : params.orElse(Set.of())) {
            var value = all.get(name);
            if (value != null) {
                kept.set(name, value);
            }
        }
        return kept;
    }
}
