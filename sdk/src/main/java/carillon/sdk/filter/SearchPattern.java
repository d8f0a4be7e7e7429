package carillon.sdk.filter;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression of the filter language: RE2 syntax, searched for anywhere in a text, in linear time.
 *
 * <p>RE2/J takes some 50 ns for each character it looks at, so most texts are turned away before by a substring that
 * every match must contain, and patterns that are nothing but such a substring never reach it.
 */
final class SearchPattern {

    static final int MAX_PATTERN = 1_000;

    /** Longer texts are never searched and never match: 131 072 characters already take milliseconds. */
    static final int MAX_INPUT = 131_072;

    /** RE2/J sets no bound of its own: {@code ((a{1000}){1000}){1000}} would fill the memory. */
    private static final int MAX_PROGRAM = 10_000;

    private static final String META = "\\^$.|?*+()[]{}";

    private final String text;
    private final String required;
    private final boolean plain;
    private final Pattern compiled;

    private SearchPattern(String text, String required, Pattern compiled) {
        this.text = text;
        this.required = required;
        this.plain = text.chars().noneMatch(c -> META.indexOf(c) >= 0);
        this.compiled = compiled;
    }

    /** Compiles, or explains by a {@link FilterMistake} at the given position. */
    static SearchPattern compile(String text, int position) {
        if (text.length() > MAX_PATTERN) {
            throw new FilterMistake(position, "a regular expression may have " + MAX_PATTERN + " characters at most");
        }
        var scan = PatternScan.of(text);
        if (scan.size() > MAX_PROGRAM) {
            throw new FilterMistake(position, "the repetitions of this regular expression make it too large");
        }
        try {
            return new SearchPattern(text, scan.required(), Pattern.compile(text));
        } catch (PatternSyntaxException wrong) {
            throw new FilterMistake(position, "not an RE2 regular expression: " + wrong.getDescription());
        }
    }

    boolean found(String in) {
        if (in.length() > MAX_INPUT || !in.contains(required)) {
            return false;
        }
        return plain || compiled.matcher(in).find();
    }

    String text() {
        return text;
    }

    int price() {
        if (plain) {
            return 2;
        }
        return required.isEmpty() ? 400 : 40;
    }
}
