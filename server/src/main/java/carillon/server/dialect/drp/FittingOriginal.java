package carillon.server.dialect.drp;

import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import tools.jackson.databind.JsonNode;

/**
 * The state of an object before a change, as far as it fits into one event beside the state after it: an object may be as
 * large as an event, and must not become unchangeable by that. The largest members are left out and named in a member more,
 * {@code Omitted}, so that the others can still be compared.
 */
final class FittingOriginal {

    static final String OMITTED = "Omitted";
    private static final String ALL = "{\"" + OMITTED + "\":[\"*\"]}";

    private record Sized(String name, JsonNode value, int bytes) {}

    private FittingOriginal() {}

    /**
     * As much of the original as there is room for.
     *
     * @param maxBytes of object and original together
     * @return the JSON null if not even the mark fits
     */
    static Json of(JsonNode original, Json object, int maxBytes) {
        var whole = Json.of(original);
        int room = maxBytes - object.utf8().length;
        if (whole.utf8().length <= room || !original.isObject()) {
            return whole;
        }
        var bySize = new ArrayList<Sized>();
        // The mark may come to name every member.
        int taken = OMITTED.length() + 8;
        for (var member : original.properties()) {
            int name = Json.of(Json.mapper().getNodeFactory().stringNode(member.getKey()))
                            .utf8()
                            .length
                    + 2;
            int size = name + Json.of(member.getValue()).utf8().length;
            bySize.add(new Sized(member.getKey(), member.getValue(), size));
            taken += name;
        }
        if (taken > room) {
            return ALL.getBytes(StandardCharsets.US_ASCII).length <= room ? Json.parse(ALL) : Json.NULL;
        }
        bySize.sort(Comparator.comparingInt(Sized::bytes));
        var kept = Json.mapper().createObjectNode();
        var omitted = Json.mapper().createArrayNode();
        for (var member : bySize) {
            if (omitted.isEmpty() && taken + member.bytes() <= room) {
                kept.set(member.name(), member.value());
                taken += member.bytes();
            } else {
                omitted.add(member.name());
            }
        }
        return Json.of(kept.set(OMITTED, omitted));
    }
}
