package carillon.sdk.filter;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of the filter language: RE2 syntax, searched for anywhere in a text, in linear time.
 *
 * <p>RE2/J takes some 50 ns for each character it looks at, so most texts are turned away before by a substring that
 * every match must contain, and patterns that are nothing but such a substring, be it bound to the start or the end of the
 * text, never reach it.
 */
final class SearchPattern {

    static final int MAX_PATTERN = 1_000;

    /** Longer texts are never searched and never match: 131 072 characters already take milliseconds. */
    static final int MAX_INPUT = 131_072;

    /**
     * RE2/J sets no bound of its own: {@code ((a{1000}){1000}){1000}} would fill the memory, and it follows optional parts
     * by recursion, so that ten thousand of them in a row overflow the stack.
     */
    private static final int MAX_PROGRAM = 1_000;

    /** Instructions times characters: linear in the text is still too long for a large program. */
    private static final long MAX_STEPS = 20_000_000;

    private static final int COMPARED_A_STEP = 128;

    // What RE2/J keeps, in bytes. SearchPatternTest measures it.
    private static final int PATTERN = 2_000;
    private static final int INSTRUCTION = 110;
    private static final int CHARACTER = 8;

    /** A class out of the Unicode tables has hundreds of ranges. Repetitions share them. */
    private static final int WIDE_CLASS = 10_000;

    // Unicode 9 gave these small letters capitals that lead back to other small letters. RE2/J walks from letter to
    // letter until it is back where it began, and here it never is: it compiles for ever.
    private static final int ENDLESS_FROM = 0x1C80;
    private static final int ENDLESS_TO = 0x1C88;

    private final String text;
    private final PatternScan scan;
    private final String required;
    private final Pattern compiled;

    private SearchPattern(String text, PatternScan scan, Pattern compiled) {
        this.text = text;
        this.scan = scan;
        this.required = scan.required();
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
        if (ignoresCase(text) && foldsTooFar(text)) {
            throw new FilterMistake(
                    position,
                    "(?i) goes together neither with ranges beyond U+1C7F, nor with \\x{…}, nor with the letters U+1C80 to"
                            + " U+1C88; leave it out, or list the letters");
        }
        try {
            return new SearchPattern(text, scan, Pattern.compile(text));
        } catch (PatternSyntaxException wrong) {
            throw new FilterMistake(position, "not an RE2 regular expression: " + wrong.getDescription());
        }
    }

    /** @param budget throws if it would take more; null if it is not bounded */
    boolean found(String in, @Nullable SearchBudget budget) {
        if (in.length() > MAX_INPUT) {
            return false;
        }
        return switch (scan.plain()) {
            case ANYWHERE -> contained(in, budget);
            case AT_START -> in.startsWith(required);
            case AT_END -> in.endsWith(required);
            case WHOLE -> in.equals(required);
            case NOT_PLAIN -> contained(in, budget) && in.length() * scan.size() <= MAX_STEPS && searched(in, budget);
        };
    }

    private boolean contained(String in, @Nullable SearchBudget budget) {
        if (budget != null) {
            // At worst each character of the one is compared with each of the other, many times faster than by an
            // expression.
            budget.take((long) in.length() * required.length() / COMPARED_A_STEP);
        }
        return in.contains(required);
    }

    private boolean searched(String in, @Nullable SearchBudget budget) {
        if (budget != null) {
            budget.take((long) in.length() * compiled.programSize());
        }
        return compiled.matcher(in).find();
    }

    private static boolean ignoresCase(String text) {
        for (int open = text.indexOf("(?"); open >= 0; open = text.indexOf("(?", open + 2)) {
            for (int at = open + 2; at < text.length() && "imsU-".indexOf(text.charAt(at)) >= 0; at++) {
                if (text.charAt(at) == 'i') {
                    return true;
                }
            }
        }
        return false;
    }

    /** A range is folded letter by letter: a long one takes milliseconds even where it ends. */
    private static boolean foldsTooFar(String text) {
        boolean endless = text.chars().anyMatch(c -> c >= ENDLESS_FROM && c <= ENDLESS_TO);
        boolean range = IntStream.range(0, text.length() - 1)
                .anyMatch(at -> text.charAt(at) == '-' && text.charAt(at + 1) >= ENDLESS_FROM);
        return endless || range || text.contains("\\x{");
    }

    /** About how much memory it takes; at least a third of the truth, for any pattern. */
    int bytes() {
        return PATTERN + INSTRUCTION * compiled.programSize() + CHARACTER * text.length() + WIDE_CLASS * wideClasses();
    }

    /** What may be a class out of the tables. With (?i) a range of other than ASCII letters is one as well: each letter brings others. */
    private int wideClasses() {
        boolean folds = ignoresCase(text);
        int count = 0;
        for (int at = 0; at + 1 < text.length(); at++) {
            char c = text.charAt(at);
            char next = text.charAt(at + 1);
            if ((c == '\\' && (next == 'p' || next == 'P')) || (folds && c == '-' && next >= 128)) {
                count++;
            }
        }
        return count;
    }

    String text() {
        return text;
    }

    /** With what every text begins in which it is found; empty if that is not known. */
    String start() {
        return scan.start();
    }

    /** With what every text ends in which it is found; empty if that is not known. */
    String end() {
        return scan.end();
    }

    /** By the instructions of the program: some 20 characters at each of them, or as much as a small one takes for a name. */
    int price() {
        if (scan.plain() != PatternScan.Plain.NOT_PLAIN) {
            return 2;
        }
        int unfiltered = Math.max(400, 40 * compiled.programSize());
        return required.isEmpty() ? unfiltered : unfiltered / 10;
    }
}
