package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import tools.jackson.databind.JsonNode;

/**
 * The state of an object before a change, as far as it fits into one event beside the state after it: an object may be as
 * large as an event, and must not become unchangeable by that. The largest members are left out and named in a member more,
 * {@code Omitted}, so that the others can still be compared.
 */
final class FittingOriginal {

    static final String OMITTED = "Omitted";
    private static final String ALL = "{\"" + OMITTED + "\":[\"*\"]}";

    private FittingOriginal() {}

    /**
     * @param maxBytes of object and original together
     * @return the JSON null if not even the mark fits
     */
    static Json of(JsonNode original, Json object, int maxBytes) {
        var whole = Json.of(original);
        int room = maxBytes - object.utf8().length;
        if (whole.utf8().length <= room || !original.isObject()) {
            return whole;
        }
        var sizes = new HashMap<String, Integer>();
        // The mark may come to name every member.
        int taken = OMITTED.length() + 8;
        for (var member : original.properties()) {
            int name = Json.of(Json.mapper().getNodeFactory().stringNode(member.getKey()))
                            .utf8()
                            .length
                    + 2;
            sizes.put(member.getKey(), name + Json.of(member.getValue()).utf8().length);
            taken += name;
        }
        if (taken > room) {
            return ALL.getBytes(StandardCharsets.US_ASCII).length <= room ? Json.parse(ALL) : Json.NULL;
        }
        var bySize = new ArrayList<>(original.properties());
        bySize.sort(Comparator.comparing(member -> sizes.get(member.getKey())));
        var kept = Json.mapper().createObjectNode();
        var omitted = Json.mapper().createArrayNode();
        for (var member : bySize) {
            int size = sizes.get(member.getKey());
            if (omitted.isEmpty() && taken + size <= room) {
                kept.set(member.getKey(), member.getValue());
                taken += size;
            } else {
                omitted.add(member.getKey());
            }
        }
        return Json.of(kept.set(OMITTED, omitted));
    }
}
