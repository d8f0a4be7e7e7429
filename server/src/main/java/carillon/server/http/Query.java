package carillon.server.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The decoded query of a request: each name with its values in the order they came. */
public final class Query {

    public static final Query EMPTY = new Query("", Map.of());

    private final String raw;
    private final Map<String, List<String>> values;

    private Query(String raw, Map<String, List<String>> values) {
        this.raw = raw;
        this.values = values;
    }

    /**
     * Reads the text after the question mark.
     *
     * @throws IllegalArgumentException if a percent escape is broken or there are more than {@code most} parameters
     */
    static Query parse(String raw, int most) {
        if (raw.isEmpty()) {
            return EMPTY;
        }
        var values = new LinkedHashMap<String, List<String>>();
        int count = 0;
        for (var pair : raw.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            if (++count > most) {
                throw new IllegalArgumentException("more than " + most + " query parameters");
            }
            int equals = pair.indexOf('=');
            var name = PercentCode.decode(equals < 0 ? pair : pair.substring(0, equals), true);
            var value = equals < 0 ? "" : PercentCode.decode(pair.substring(equals + 1), true);
            values.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
        }
        return new Query(raw, values);
    }

    /** Reads the text after the question mark, as it would come over the wire. */
    public static Query parse(String raw) {
        return parse(raw, Integer.MAX_VALUE);
    }

    public Optional<String> first(String name) {
        var found = values.get(name);
        return found == null ? Optional.empty() : Optional.of(found.getFirst());
    }

    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** In the order of first appearance. */
    public Iterable<String> names() {
        return List.copyOf(values.keySet());
    }

    /** As it came, not decoded. May hold secrets ({@code token=}): never log it. */
    public String raw() {
        return raw;
    }
}
