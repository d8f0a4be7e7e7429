package carillon.sdk.filter;

import carillon.sdk.filter.NecessaryCondition.Part;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a test asks of the value at its path. Total: no value makes it fail. */
sealed interface Condition {

    boolean holds(EventView view, FieldPath path);

    /** Price without the look-up. */
    int price();

    /** How often the path is looked up. */
    default int lookups() {
        return 1;
    }

    /** For parts of the value, the scalars of which one must be there for this condition to hold. */
    default Map<Part, Set<Object>> necessary() {
        return Map.of();
    }

    /** Writes a text that conditions of equal meaning share. */
    void canonical(StringBuilder into);

    /** {@code Exists}: there, be it null. */
    record Present() implements Condition {

        @Override
        public boolean holds(EventView view, FieldPath path) {
            return path.find(view) != null;
        }

        @Override
        public int price() {
            return 1;
        }

        @Override
        public void canonical(StringBuilder into) {
            into.append('E');
        }
    }

    /**
     * {@code Eq} and {@code In}; {@code Ne} and {@code Nin} are their negations.
     *
     * @param onlyText the value if there is no other and it is a string: by far the most frequent, and the way over the lists
     *     is four cache misses
     */
    record OneOf(
            List<Literal> literals,
            Set<Object> scalars,
            List<Literal> structures,
            @Nullable String onlyText,
            double @Nullable [] onlyNumbers)
            implements Condition {

        /** Below this, comparing one by one is faster than hashing. */
        private static final int HASH_FROM = 5;

        static OneOf of(List<Literal> literals) {
            var scalars = new HashSet<Object>();
            literals.forEach(literal -> {
                if (literal.key() != null) {
                    scalars.add(literal.key());
                }
            });
            var structures =
                    literals.stream().filter(literal -> literal.key() == null).toList();
            var onlyText = literals.size() == 1 && literals.get(0).key() instanceof String text ? text : null;
            return new OneOf(List.copyOf(literals), scalars, structures, onlyText, numbers(literals));
        }

        /** A few numbers and nothing else, next to each other: a thousand filters that look at one number each miss less. */
        private static double @Nullable [] numbers(List<Literal> literals) {
            boolean few = literals.size() < HASH_FROM;
            return few && literals.stream().allMatch(literal -> literal.node().isNumber())
                    ? literals.stream()
                            .mapToDouble(literal -> JsonValues.number(literal.node()))
                            .toArray()
                    : null;
        }

        @Override
        public boolean holds(EventView view, FieldPath path) {
            var value = path.find(view);
            if (value == null) {
                return false;
            }
            if (onlyText != null) {
                return value.isString() && onlyText.equals(value.stringValue());
            }
            if (onlyNumbers != null) {
                return value.isNumber() && contains(onlyNumbers, JsonValues.number(value));
            }
            if (literals.size() < HASH_FROM) {
                return anySame(literals, value);
            }
            var key = JsonValues.scalarKey(value);
            return key == null ? anySame(structures, value) : scalars.contains(key);
        }

        private static boolean contains(double[] numbers, double number) {
            for (double each : numbers) {
                if (each == number) {
                    return true;
                }
            }
            return false;
        }

        private static boolean anySame(List<Literal> literals, JsonNode value) {
            for (int i = 0; i < literals.size(); i++) {
                if (literals.get(i).same(value)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public int price() {
            int compared = literals.size() < HASH_FROM ? literals.size() : 2;
            return compared + structures.stream().mapToInt(Literal::size).sum();
        }

        @Override
        public Map<Part, Set<Object>> necessary() {
            return structures.isEmpty() ? Map.of(Part.WHOLE, scalars) : Map.of();
        }

        @Override
        public void canonical(StringBuilder into) {
            var sorted = new TreeSet<String>();
            for (var literal : literals) {
                var text = new StringBuilder();
                literal.canonical(text);
                sorted.add(text.toString());
            }
            into.append("I(");
            sorted.forEach(text -> into.append(text).append(','));
            into.append(')');
        }
    }

    /** {@code Re}: a string in which the pattern is found. */
    record Found(SearchPattern pattern) implements Condition {

        @Override
        public boolean holds(EventView view, FieldPath path) {
            var value = path.find(view);
            return value != null && value.isString() && pattern.found(value.stringValue(), view.searches());
        }

        @Override
        public int price() {
            return pattern.price();
        }

        @Override
        public Map<Part, Set<Object>> necessary() {
            var found = new EnumMap<Part, Set<Object>>(Part.class);
            if (!pattern.start().isEmpty()) {
                found.put(Part.START, Set.of(pattern.start()));
            }
            if (!pattern.end().isEmpty()) {
                found.put(Part.END, Set.of(pattern.end()));
            }
            return found;
        }

        @Override
        public void canonical(StringBuilder into) {
            into.append("R(")
                    .append(pattern.text().length())
                    .append(':')
                    .append(pattern.text())
                    .append(')');
        }
    }

    /** {@code Changed}, by the three readings of drp-websocket 7.5. */
    record Changed(@Nullable Literal from, @Nullable Literal to, boolean requiresBoth) implements Condition {

        @Override
        public boolean holds(EventView view, FieldPath path) {
            if (!view.isEvent()) {
                return to == null || to.same(path.find(view));
            }
            var before = path.before(view);
            var after = path.after(view);
            return (!view.hasBothStates() || differ(before, after))
                    && (from == null || from.same(before))
                    && (to == null || to.same(after));
        }

        private boolean differ(@Nullable JsonNode before, @Nullable JsonNode after) {
            if (before == null || after == null) {
                return !requiresBoth && (before == null) != (after == null);
            }
            return !JsonValues.same(before, after);
        }

        @Override
        public int price() {
            return 4 + (from == null ? 0 : from.size()) + (to == null ? 0 : to.size());
        }

        @Override
        public int lookups() {
            return 2;
        }

        @Override
        public void canonical(StringBuilder into) {
            into.append(requiresBoth ? "C(" : "D(");
            if (from != null) {
                from.canonical(into);
            }
            into.append('>');
            if (to != null) {
                to.canonical(into);
            }
            into.append(')');
        }
    }
}
