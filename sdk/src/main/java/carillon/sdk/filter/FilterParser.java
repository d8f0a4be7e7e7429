package carillon.sdk.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recursive descent over the grammar of drp-websocket 7.1. One object parses one text. */
final class FilterParser {

    private final FilterText text;
    private final FilterOptions options;
    private final PathReader paths;
    private final LiteralReader literals;
    private int terms;
    private int patternBytes;

    FilterParser(String text, FilterOptions options) {
        this.text = new FilterText(text);
        this.options = options;
        this.paths = new PathReader(this.text);
        this.literals = new LiteralReader(this.text);
    }

    Term whole() {
        if (text.length() > Filter.MAX_TEXT) {
            throw new FilterMistake(Filter.MAX_TEXT, "a filter may have " + Filter.MAX_TEXT + " characters at most");
        }
        var term = term(0);
        text.skipBlanks();
        if (!text.atEnd()) {
            throw new FilterMistake(text.at(), "nothing may follow the filter: combine terms with And(…) or Or(…)");
        }
        return term;
    }

    private Term term(int depth) {
        text.skipBlanks();
        int start = text.at();
        if (++terms > Filter.MAX_TERMS) {
            throw new FilterMistake(start, "a filter may have " + Filter.MAX_TERMS + " terms at most");
        }
        if (text.isCall("And", start)) {
            return Term.Junction.of(true, arguments("And", depth), span(start));
        }
        if (text.isCall("Or", start)) {
            return Term.Junction.of(false, arguments("Or", depth), span(start));
        }
        if (text.isCall("Not", start)) {
            return negation(depth, start);
        }
        return test(start);
    }

    private Term negation(int depth, int start) {
        var inner = arguments("Not", depth);
        if (inner.size() != 1) {
            throw new FilterMistake(start, "Not takes one term");
        }
        return new Term.Negation(inner.get(0), span(start));
    }

    private List<Term> arguments(String name, int depth) {
        if (depth == Filter.MAX_NESTING) {
            throw new FilterMistake(text.at(), "terms may nest " + Filter.MAX_NESTING + " deep at most");
        }
        text.moveTo(text.at() + name.length());
        text.expect('(', "expected (");
        var inner = new ArrayList<Term>();
        do {
            inner.add(term(depth + 1));
        } while (text.take(','));
        close();
        return inner;
    }

    private Term test(int start) {
        var path = paths.read();
        text.skipBlanks();
        var operator = operator();
        var condition = condition(operator);
        close();
        boolean negated = operator == Operator.NE || operator == Operator.NIN;
        return Term.Test.of(path, condition, negated, span(start));
    }

    private Operator operator() {
        for (var operator : Operator.values()) {
            if (text.isCall(operator.word(), text.at())) {
                text.moveTo(text.at() + operator.word().length());
                text.expect('(', "expected (");
                return operator;
            }
        }
        throw new FilterMistake(
                text.at(), "expected Exists(), Eq(…), Ne(…), Re(…), In(…), Nin(…) or Changed(…); case matters");
    }

    private Condition condition(Operator operator) {
        return switch (operator) {
            case EXISTS -> new Condition.Present();
            case EQ, NE -> Condition.OneOf.of(List.of(literals.read()));
            case IN, NIN -> Condition.OneOf.of(values());
            case RE -> new Condition.Found(pattern());
            case CHANGED -> changed();
        };
    }

    private List<Literal> values() {
        var values = new ArrayList<Literal>();
        do {
            values.add(literals.read());
        } while (text.take(','));
        return values;
    }

    private SearchPattern pattern() {
        text.skipBlanks();
        int start = text.at();
        var literal = literals.read();
        if (!literal.node().isString()) {
            throw new FilterMistake(start, "a regular expression is a JSON string, as in Re(\"^rack\")");
        }
        var pattern = SearchPattern.compile(literal.node().stringValue(), start);
        patternBytes += pattern.bytes();
        if (patternBytes > Filter.MAX_PATTERN_BYTES) {
            throw new FilterMistake(
                    start,
                    "the regular expressions of a filter may take " + Filter.MAX_PATTERN_BYTES
                            + " bytes of memory together; use fewer of them, or fewer classes like \\pL");
        }
        return pattern;
    }

    /** What the patterns that were read take, about. */
    int patternBytes() {
        return patternBytes;
    }

    private Condition changed() {
        var from = optional();
        var to = text.take(',') ? optional() : null;
        return new Condition.Changed(from, to, options.changedRequiresBoth());
    }

    private @Nullable Literal optional() {
        return literals.present() ? literals.read() : null;
    }

    private void close() {
        if (!text.take(')')) {
            text.skipBlanks();
            throw new FilterMistake(
                    text.at(), text.atEnd() ? "the closing ) is missing" : "expected ) here: too many arguments?");
        }
    }

    /** Up to here, without the blanks that were skipped after the term. */
    private Term.Span span(int start) {
        int end = text.at();
        while (end > start && FilterText.isBlank(text.charAt(end - 1))) {
            end--;
        }
        return new Term.Span(start, end);
    }
}
