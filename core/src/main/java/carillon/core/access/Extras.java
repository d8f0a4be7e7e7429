package carillon.core.access;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What clients keep with an account beside what the server reads: notes, icons, documentation. In the order of names. */
final class Extras {

    private Extras() {}

    static Map<String, JsonNode> copy(Map<String, JsonNode> given) {
        return Collections.unmodifiableMap(new TreeMap<>(given));
    }
}
