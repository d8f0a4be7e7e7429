package carillon.server.source.systemstate;

import carillon.sdk.event.Json;
import carillon.server.source.Priority;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pools as a listing shows them, with the attention they need. Columns are found by the words of the header, because
 * newer versions of the tool insert columns that would shift all others.
 */
record Pools(ObjectNode members, int priority) {

    private static final int URGENT = 9;
    private static final int CRITICAL = 6;
    private static final int NEARLY_FULL_PERCENT = 90;
    // Header words in the fixed order of section 9.2, and the member that each becomes.
    private static final List<String> COLUMNS =
            List.of("NAME", "SIZE", "ALLOC", "FREE", "EXPANDSZ", "FRAG", "CAP", "DEDUP", "HEALTH", "ALTROOT");

    static final Pools NONE = new Pools(Json.mapper().createObjectNode(), 0);

    static Pools parse(String listing) {
        var lines = listing.lines().filter(line -> !line.isBlank()).toList();
        if (lines.size() < 2) {
            return NONE;
        }
        var columns = columns(lines.getFirst());
        var members = Json.mapper().createObjectNode();
        int highest = 0;
        for (var line : lines.subList(1, lines.size())) {
            var words = line.trim().split("\\s+", -1);
            var pool = pool(words, columns);
            int priority = attention(pool);
            if (priority > 0) {
                pool.put("priority", new Priority(priority).text());
            }
            highest = Math.max(highest, priority);
            members.set(words[0], pool);
        }
        return new Pools(members, highest);
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    private static Map<String, Integer> columns(String header) {
        var words =
                new ArrayList<>(List.of(header.trim().toUpperCase(Locale.ROOT).split("\\s+", -1)));
        words.replaceAll(word -> word.equals("CAPACITY") ? "CAP" : word);
        boolean named = words.contains("NAME") && words.contains("HEALTH");
        var order = named ? words : COLUMNS;
        var columns = new HashMap<String, Integer>();
        for (int i = 0; i < order.size(); i++) {
            columns.putIfAbsent(order.get(i), i);
        }
        return columns;
    }

    private static ObjectNode pool(String[] words, Map<String, Integer> columns) {
        var pool = Json.mapper().createObjectNode();
        for (var column : COLUMNS.subList(1, COLUMNS.size())) {
            int at = columns.getOrDefault(column, Integer.MAX_VALUE);
            var member = column.equals("CAP") ? "capacity" : column.toLowerCase(Locale.ROOT);
            pool.put(member, at < words.length ? words[at] : "-");
        }
        return pool;
    }

    private static int attention(ObjectNode pool) {
        if (!pool.path("health").stringValue().equals("ONLINE")) {
            return URGENT;
        }
        return percent(pool.path("capacity").stringValue()) > NEARLY_FULL_PERCENT ? CRITICAL : 0;
    }

    private static int percent(String text) {
        var digits = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
        boolean number =
                !digits.isEmpty() && digits.length() < 6 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Integer.parseInt(digits) : 0;
    }
}
