package carillon.testkit.filter;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * A filter as the specification tells it, evaluated in the plainest way: no compiling, no prefilters, values turned into
 * Java collections and compared by {@code equals}. Shares no code with the real evaluator, so the two can check each other.
 *
 * <p>Events are shown to it in their wire form, one JSON object with the seven members.
 */
public sealed interface ModelTerm {

    Set<String> TOP = Set.of("Time", "Type", "Action", "Key", "Principal", "Object", "Original");

    record And(List<ModelTerm> terms) implements ModelTerm {}

    record Or(List<ModelTerm> terms) implements ModelTerm {}

    record Not(ModelTerm term) implements ModelTerm {}

    record Exists(List<String> path) implements ModelTerm {}

    record In(List<String> path, List<JsonNode> values, boolean negated) implements ModelTerm {}

    record Re(List<String> path, String pattern) implements ModelTerm {}

    record Changed(List<String> path, Optional<JsonNode> from, Optional<JsonNode> to) implements ModelTerm {

        private boolean holds(JsonNode event, boolean requiresBoth) {
            var inside = path.getFirst().equals("Object") ? path.subList(1, path.size()) : path;
            var before = walk(event.get("Original"), inside);
            var after = walk(event.get("Object"), inside);
            if (!event.get("Object").isNull() && !event.get("Original").isNull()) {
                if (before.isEmpty() && after.isEmpty()) {
                    return false;
                }
                if (before.isEmpty() != after.isEmpty() && requiresBoth) {
                    return false;
                }
                if (after.isPresent() && isEqual(before, after.get())) {
                    return false;
                }
            }
            return from.map(value -> isEqual(before, value)).orElse(true)
                    && to.map(value -> isEqual(after, value)).orElse(true);
        }
    }

    default boolean matches(JsonNode event, boolean changedRequiresBoth) {
        return switch (this) {
            case And(var terms) -> terms.stream().allMatch(term -> term.matches(event, changedRequiresBoth));
            case Or(var terms) -> terms.stream().anyMatch(term -> term.matches(event, changedRequiresBoth));
            case Not(var term) -> !term.matches(event, changedRequiresBoth);
            case Exists(var path) -> find(event, path).isPresent();
            case In(var path, var values, var negated) ->
                negated != values.stream().anyMatch(value -> isEqual(find(event, path), value));
            case Re(var path, var pattern) ->
                find(event, path)
                        .filter(JsonNode::isString)
                        .map(JsonNode::stringValue)
                        .filter(text -> Pattern.compile(pattern).matcher(text).find())
                        .isPresent();
            case Changed changed -> changed.holds(event, changedRequiresBoth);
        };
    }

    private static Optional<JsonNode> find(JsonNode event, List<String> path) {
        return TOP.contains(path.getFirst()) ? walk(event, path) : walk(event.get("Object"), path);
    }

    private static Optional<JsonNode> walk(JsonNode from, List<String> path) {
        if (path.isEmpty()) {
            return Optional.of(from);
        }
        var first = path.getFirst();
        Optional<JsonNode> next = Optional.empty();
        if (from.isObject()) {
            next = from.optional(first);
        } else if (from.isArray()) {
            for (int i = 0; i < from.size(); i++) {
                if (first.equals(Integer.toString(i))) {
                    next = Optional.of(from.get(i));
                }
            }
        }
        return next.flatMap(node -> walk(node, path.subList(1, path.size())));
    }

    private static boolean isEqual(Optional<JsonNode> found, JsonNode wanted) {
        return found.isPresent() && plain(found.get()).equals(plain(wanted));
    }

    /** Strings, booleans, doubles without a negative zero, lists, maps; an empty {@code Optional} for null. */
    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> members = new HashMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), plain(member.getValue())));
            return members;
        }
        if (node.isArray()) {
            List<Object> elements = new ArrayList<>();
            node.values().forEach(element -> elements.add(plain(element)));
            return elements;
        }
        if (node.isNumber()) {
            double number = Double.parseDouble(node.toString());
            return number == 0 ? 0.0 : number;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNull() ? Optional.empty() : node.stringValue();
    }

    /** The text in its plainest spelling: pointers, no blanks. */
    default String text() {
        return switch (this) {
            case And(var terms) -> "And(" + join(terms.stream().map(ModelTerm::text)) + ")";
            case Or(var terms) -> "Or(" + join(terms.stream().map(ModelTerm::text)) + ")";
            case Not(var term) -> "Not(" + term.text() + ")";
            case Exists(var path) -> pointer(path) + "=Exists()";
            case In(var path, var values, var negated) ->
                pointer(path) + (negated ? "=Nin(" : "=In(")
                        + join(values.stream().map(JsonNode::toString)) + ")";
            case Re(var path, var pattern) -> pointer(path) + "=Re(" + StringNode.valueOf(pattern) + ")";
            case Changed(var path, var from, var to) ->
                pointer(path) + "=Changed(" + from.map(JsonNode::toString).orElse("")
                        + to.map(value -> "," + value).orElse("") + ")";
        };
    }

    private static String join(Stream<String> parts) {
        return parts.collect(Collectors.joining(","));
    }

    private static String pointer(List<String> path) {
        return path.stream()
                .map(segment -> "/" + segment.replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
    }

    /** Terms that are simpler than this one. */
    default Stream<ModelTerm> smaller() {
        return switch (this) {
            case And(var terms) -> Stream.concat(terms.stream(), shorter(terms).map(And::new));
            case Or(var terms) -> Stream.concat(terms.stream(), shorter(terms).map(Or::new));
            case Not(var term) -> Stream.concat(Stream.of(term), term.smaller().map(Not::new));
            case In(var path, var values, var negated) -> shorter(values).map(fewer -> new In(path, fewer, negated));
            case Changed(var path, var from, var to) ->
                Stream.of(new Changed(path, Optional.empty(), to), new Changed(path, from, Optional.empty()))
                        .filter(simpler -> !simpler.equals(this))
                        .map(simpler -> simpler);
            case Exists _, Re _ -> Stream.empty();
        };
    }

    private static <T> Stream<List<T>> shorter(List<T> list) {
        return Stream.iterate(0, i -> i < list.size(), i -> i + 1)
                .filter(_ -> list.size() > 1)
                .map(i -> {
                    var fewer = new ArrayList<>(list);
                    fewer.remove(i.intValue());
                    return List.copyOf(fewer);
                });
    }
}
