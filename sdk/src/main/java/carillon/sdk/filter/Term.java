package carillon.sdk.filter;

import carillon.sdk.filter.NecessaryCondition.Part;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One node of a parsed filter; evaluation walks the tree. */
sealed interface Term {

    boolean matches(EventView view);

    int price();

    /** A text that terms of equal meaning share, so that equal filters can be found by hashing. */
    String canonical();

    /** Where it stands in the filter's text. */
    Span span();

    /**
     * Adds what this term and those below it came to, in the order of the text, and says what it came to itself. Each test is evaluated once,
     * however deep it is nested.
     */
    boolean explain(EventView view, String text, int depth, List<Explanation> into);

    /** For each place, the values of which one must be there for this term to hold. */
    Map<Place, Set<Object>> necessary();

    /** Shows the path of each test, as often as it is tested. */
    void forEachPath(Consumer<FieldPath> visitor);

    /** The same term with each path replaced by an equal one; asked once for each test. */
    Term withPaths(UnaryOperator<FieldPath> equal);

    /**
     * Of what the branches of an {@code Or} need together. More narrows little, and to join the values of a thousand branches copies millions of them on
     * the fan-out thread.
     */
    int MOST_OF_A_UNION = 1_000;

    /** A part of the value at a path. */
    record Place(FieldPath path, Part part) {}

    /** Start inclusive, end exclusive. */
    record Span(int start, int end) {

        String of(String text) {
            return text.substring(start, end);
        }
    }

    /**
     * {@code And} and {@code Or}.
     *
     * @param cheapFirst the terms in the order of evaluation; terms are total, so nobody can see that it is not the order
     *     of the text, except by the clock
     */
    record Junction(boolean all, List<Term> terms, List<Term> cheapFirst, Span span) implements Term {

        static Junction of(boolean all, List<Term> terms, Span span) {
            var cheapFirst =
                    terms.stream().sorted(Comparator.comparingInt(Term::price)).toList();
            return new Junction(all, List.copyOf(terms), cheapFirst, span);
        }

        @Override
        public boolean matches(EventView view) {
            for (int i = 0; i < cheapFirst.size(); i++) {
                if (cheapFirst.get(i).matches(view) != all) {
                    return !all;
                }
            }
            return all;
        }

        @Override
        public int price() {
            return terms.stream().mapToInt(Term::price).sum();
        }

        /**
         * Nested junctions of the same kind are laid flat; order and repetition do not count. Not kept: it holds those of all
         * terms below, so that of a filter of 64 levels each text would be kept 64 times.
         */
        @Override
        public String canonical() {
            var parts = new TreeSet<String>();
            collect(all, terms, parts);
            return parts.size() == 1 ? parts.first() : (all ? "&{" : "|{") + String.join(";", parts) + "}";
        }

        private static void collect(boolean all, List<Term> terms, Set<String> parts) {
            for (var term : terms) {
                if (term instanceof Junction inner && (inner.all == all || inner.terms.size() == 1)) {
                    collect(all, inner.terms, parts);
                } else {
                    parts.add(term.canonical());
                }
            }
        }

        @Override
        public boolean explain(EventView view, String text, int depth, List<Explanation> into) {
            int place = into.size();
            into.add(new Explanation(span.start(), span.end(), depth, span.of(text), all, null));
            boolean result = all;
            for (var term : terms) {
                if (term.explain(view, text, depth + 1, into) != all) {
                    result = !all;
                }
            }
            into.set(place, into.get(place).with(result));
            return result;
        }

        @Override
        public void forEachPath(Consumer<FieldPath> visitor) {
            terms.forEach(term -> term.forEachPath(visitor));
        }

        @Override
        public Term withPaths(UnaryOperator<FieldPath> equal) {
            return of(all, terms.stream().map(term -> term.withPaths(equal)).toList(), span);
        }

        @Override
        public Map<Place, Set<Object>> necessary() {
            var found = new LinkedHashMap<Place, Set<Object>>();
            if (all) {
                terms.forEach(
                        term -> term.necessary().forEach((place, values) -> found.merge(place, values, Term::fewer)));
                return found;
            }
            // Of an Or, only what every branch needs is needed.
            found.putAll(terms.get(0).necessary());
            for (var term : terms.subList(1, terms.size())) {
                var needed = term.necessary();
                found.keySet().retainAll(needed.keySet());
                found.replaceAll((place, values) -> Term.union(values, needed.getOrDefault(place, Set.of())));
                found.values().removeIf(values -> values.size() > MOST_OF_A_UNION);
            }
            return found;
        }
    }

    /** {@code Not}. */
    record Negation(Term term, Span span) implements Term {

        @Override
        public boolean matches(EventView view) {
            return !term.matches(view);
        }

        @Override
        public int price() {
            return term.price();
        }

        @Override
        public String canonical() {
            return not(term.canonical());
        }

        @Override
        public boolean explain(EventView view, String text, int depth, List<Explanation> into) {
            int place = into.size();
            into.add(new Explanation(span.start(), span.end(), depth, span.of(text), true, null));
            boolean result = !term.explain(view, text, depth + 1, into);
            into.set(place, into.get(place).with(result));
            return result;
        }

        @Override
        public void forEachPath(Consumer<FieldPath> visitor) {
            term.forEachPath(visitor);
        }

        @Override
        public Term withPaths(UnaryOperator<FieldPath> equal) {
            return new Negation(term.withPaths(equal), span);
        }

        @Override
        public Map<Place, Set<Object>> necessary() {
            return Map.of();
        }
    }

    /**
     * A condition on a path.
     *
     * @param negated for {@code Ne} and {@code Nin}, which are true of missing values
     */
    record Test(FieldPath path, Condition condition, boolean negated, String canonical, Span span) implements Term {

        static Test of(FieldPath path, Condition condition, boolean negated, Span span) {
            var pointer = path.pointer();
            var text = new StringBuilder().append(pointer.length()).append(':').append(pointer);
            condition.canonical(text);
            return new Test(path, condition, negated, negated ? not(text.toString()) : text.toString(), span);
        }

        @Override
        public boolean matches(EventView view) {
            return condition.holds(view, path) != negated;
        }

        @Override
        public int price() {
            return condition.lookups() * path.length() + condition.price();
        }

        @Override
        public boolean explain(EventView view, String text, int depth, List<Explanation> into) {
            boolean result = matches(view);
            into.add(new Explanation(span.start(), span.end(), depth, span.of(text), result, seen(view)));
            return result;
        }

        private @Nullable String seen(EventView view) {
            if (condition instanceof Condition.Changed && view.isEvent()) {
                var before = Explanation.shorten(path.before(view));
                var after = Explanation.shorten(path.after(view));
                return (before == null ? "missing" : before) + " → " + (after == null ? "missing" : after);
            }
            return Explanation.shorten(path.find(view));
        }

        @Override
        public void forEachPath(Consumer<FieldPath> visitor) {
            visitor.accept(path);
        }

        @Override
        public Term withPaths(UnaryOperator<FieldPath> equal) {
            return new Test(equal.apply(path), condition, negated, canonical, span);
        }

        @Override
        public Map<Place, Set<Object>> necessary() {
            if (negated) {
                return Map.of();
            }
            var found = new LinkedHashMap<Place, Set<Object>>();
            condition.necessary().forEach((part, values) -> found.put(new Place(path, part), values));
            return found;
        }
    }

    private static String not(String canonical) {
        return canonical.startsWith("!") ? canonical.substring(1) : "!" + canonical;
    }

    private static Set<Object> fewer(Set<Object> a, Set<Object> b) {
        return b.size() < a.size() ? b : a;
    }

    private static Set<Object> union(Set<Object> a, Set<Object> b) {
        var both = new LinkedHashSet<>(a);
        both.addAll(b);
        return both;
    }
}
