package carillon.sdk.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A compiled predicate over one event: the {@code And/Or/Not/Eq/…/Changed} language of drp-websocket section 7.
 *
 * <p>Immutable; any thread. Two filters are equal when they mean the same by their structure: blanks, the spelling of
 * paths, the order and repetition of terms and values, {@code In(1)} for {@code Eq(1)} make no difference.
 */
public final class Filter {

    /** Longest text in UTF-16 code units. */
    public static final int MAX_TEXT = 65_536;

    /** How deep {@code And}, {@code Or} and {@code Not} may nest. */
    public static final int MAX_NESTING = 64;

    public static final int MAX_TERMS = 1_000;

    /** Of all its regular expressions together, see {@link #patternBytes}. */
    public static final int MAX_PATTERN_BYTES = 4 << 20;

    private final String text;
    private final Term root;
    private final int price;
    private final int patternBytes;
    private final String canonical;

    private Filter(String text, Term root, int patternBytes, String canonical) {
        this.text = text;
        this.root = root;
        this.patternBytes = patternBytes;
        this.price = root.price();
        this.canonical = canonical;
    }

    /** Parses with {@link FilterOptions#DEFAULT}. Never throws, whatever the text. */
    public static FilterParse parse(String text) {
        return parse(text, FilterOptions.DEFAULT);
    }

    /** Parses. Never throws, whatever the text. */
    public static FilterParse parse(String text, FilterOptions options) {
        try {
            var parser = new FilterParser(text, options);
            var root = parser.whole();
            return new FilterParse.Parsed(new Filter(text, root, parser.patternBytes(), root.canonical()));
        } catch (FilterMistake mistake) {
            return new FilterParse.Rejected(mistake.position(), mistake.explanation());
        }
    }

    /**
     * Whether the event passes. Throws nothing but {@link FilterTooExpensiveException}, and that only for a view with a {@link
     * SearchBudget}.
     */
    public boolean matches(EventView view) {
        begin(view);
        return root.matches(view);
    }

    /**
     * What one evaluation costs, in units of one member look-up or one scalar comparison (some 5–10 ns here). A regular
     * expression counts 40 for each instruction, 400 at least; a tenth of that if a substring can prefilter it. What the search of a long text
     * costs beyond that, a {@link SearchBudget} bounds.
     */
    public int price() {
        return price;
    }

    private void begin(EventView view) {
        var searches = view.searches();
        if (searches != null) {
            searches.begin(price);
        }
    }

    /** About how much memory its compiled regular expressions take. */
    public int patternBytes() {
        return patternBytes;
    }

    /** The text it was parsed from. */
    public String text() {
        return text;
    }

    /** What each term comes to on this event, in the order of the text, the whole filter first. */
    public List<Explanation> explain(EventView view) {
        begin(view);
        var terms = new ArrayList<Explanation>();
        root.explain(view, text, 0, terms);
        return terms;
    }

    /**
     * The same filter with each path replaced by an equal one, so that a million filters can have those of a few between
     * them: less memory, and what an event walks along stays in the cache.
     */
    public Filter withPaths(UnaryOperator<FieldPath> equal) {
        return new Filter(text, root.withPaths(equal), patternBytes, canonical);
    }

    /** Shows the path of each test, as often as it is tested. */
    public void forEachPath(Consumer<FieldPath> visitor) {
        root.forEachPath(visitor);
    }

    /** Conditions each of which must hold for the filter to match; empty if none is known. */
    public List<NecessaryCondition> necessaryConditions() {
        return root.necessary().entrySet().stream()
                .map(entry -> new NecessaryCondition(
                        entry.getKey().path(), entry.getKey().part(), entry.getValue()))
                .toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Filter filter && canonical.equals(filter.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
