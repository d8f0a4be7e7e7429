package carillon.sdk.filter;

import java.util.ArrayDeque;

/**
 * Reads a regular expression once, without understanding all of it, for what RE2/J does not tell: a text that every
 * match must contain, begin with or end in, and how large the compiled program gets. Where it is not sure it says "none" and "large".
 */
final class PatternScan {

    private static final long CAP = 1_000_000_000;

    private final String pattern;
    private int at;
    /** Literals so far at the outermost level, and the longest finished run of them. */
    private final StringBuilder run = new StringBuilder();

    private String longest = "";
    /** Whether the present run began at the start of the text, as {@code ^} says. */
    private boolean runAtStart;

    private String start = "";
    private String end = "";
    private boolean boundToStart;
    private boolean boundToEnd;
    private boolean onlyLiterals = true;
    private boolean unsure;
    private long size;
    private long lastAtom;
    private final ArrayDeque<Long> outerSizes = new ArrayDeque<>();

    private PatternScan(String pattern) {
        this.pattern = pattern;
    }

    static PatternScan of(String pattern) {
        var scan = new PatternScan(pattern);
        while (scan.at < pattern.length()) {
            scan.step();
        }
        scan.endRun();
        return scan;
    }

    /** A text that is part of every match; empty if none is known. */
    String required() {
        return unsure ? "" : longest;
    }

    /** With what every text begins in which the pattern is found; empty if none is known. */
    String start() {
        return unsure ? "" : start;
    }

    /** In what every text ends in which the pattern is found; empty if none is known. */
    String end() {
        return unsure ? "" : end;
    }

    /** Whether {@link #required} says everything, and where it has to be. */
    enum Plain {
        NOT_PLAIN,
        ANYWHERE,
        AT_START,
        AT_END,
        WHOLE
    }

    Plain plain() {
        if (unsure || !onlyLiterals) {
            return Plain.NOT_PLAIN;
        }
        if (boundToStart) {
            return boundToEnd ? Plain.WHOLE : Plain.AT_START;
        }
        return boundToEnd ? Plain.AT_END : Plain.ANYWHERE;
    }

    /** About how many instructions the pattern compiles to, counted repetitions written out. */
    long size() {
        // With the levels that were opened and never closed: what is not understood must not look small.
        return Math.min(
                CAP, size + outerSizes.stream().mapToLong(Long::longValue).sum());
    }

    private void step() {
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        switch (c) {
            case '\\' -> escape();
            case '[' -> characterClass();
            case '(' -> open();
            case ')' -> close();
            case '|' -> alternative();
            case '*', '?' -> optional();
            case '+' -> repeated();
            case '{' -> repeat();
            case '^' -> startOfText();
            case '$' -> endOfText();
            case '.' -> special();
            default -> literal(c);
        }
    }

    private void literal(int c) {
        if (outerSizes.isEmpty()) {
            run.appendCodePoint(c);
        }
        atom(1);
    }

    private void special() {
        onlyLiterals = false;
        endRun();
        atom(1);
    }

    private void startOfText() {
        if (at > 1) {
            special();
            return;
        }
        boundToStart = true;
        runAtStart = true;
        atom(1);
    }

    private void endOfText() {
        if (at < pattern.length() || !outerSizes.isEmpty()) {
            special();
            return;
        }
        boundToEnd = true;
        end = run.toString();
        endRun();
        atom(1);
    }

    private void alternative() {
        onlyLiterals = false;
        unsure |= outerSizes.isEmpty();
    }

    private void repeated() {
        onlyLiterals = false;
        endRun();
    }

    private void atom(long cost) {
        lastAtom = cost;
        size += cost;
    }

    private void escape() {
        int c = at < pattern.length() ? pattern.codePointAt(at) : 0;
        at += Character.charCount(c);
        if (c == 'Q') {
            unsure = true;
            int end = pattern.indexOf("\\E", at);
            atom((end < 0 ? pattern.length() : end) - at);
            at = end < 0 ? pattern.length() : end + 2;
            return;
        }
        if (c < 128 && !Character.isLetterOrDigit(c)) {
            literal(c);
            return;
        }
        // \x41, \pL and octal are spelled over several characters: not worth following.
        unsure |= "dDwWsSbBAzntrfva".indexOf(c) < 0;
        special();
    }

    private void characterClass() {
        if (at < pattern.length() && pattern.charAt(at) == '^') {
            at++;
        }
        int first = at;
        while (at < pattern.length() && (pattern.charAt(at) != ']' || at == first)) {
            // [[:alpha:]] holds a bracket of its own.
            int named = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at + 2) : -1;
            at = named >= 0 ? named + 2 : at + (pattern.charAt(at) == '\\' ? 2 : 1);
        }
        at++;
        special();
    }

    private void open() {
        onlyLiterals = false;
        endRun();
        boolean flags = pattern.startsWith("?", at) && !pattern.startsWith("?:", at) && !pattern.startsWith("?P<", at);
        // (?i) and its kin change what the literals after it mean.
        unsure |= flags;
        outerSizes.push(size);
        size = 2;
    }

    private void close() {
        if (outerSizes.isEmpty()) {
            unsure = true;
            return;
        }
        lastAtom = size;
        size += outerSizes.pop();
    }

    private void optional() {
        onlyLiterals = false;
        if (outerSizes.isEmpty() && !run.isEmpty()) {
            run.setLength(run.offsetByCodePoints(run.length(), -1));
        }
        endRun();
        size++;
    }

    private void repeat() {
        int end = pattern.indexOf('}', at);
        var counts = end < 0 ? "" : pattern.substring(at, end);
        if (!isCounts(counts)) {
            unsure = true;
            literal('{');
            return;
        }
        at = end + 1;
        optional();
        var numbers = counts.split(",", -1);
        long times = Long.parseLong(numbers[numbers.length - 1].isEmpty() ? numbers[0] : numbers[numbers.length - 1]);
        long more = lastAtom * Math.max(0, times - 1);
        // Capped, or nested repetitions would overflow to something small.
        lastAtom = Math.min(CAP, lastAtom + more);
        size = Math.min(CAP, size + more);
    }

    private static boolean isCounts(String text) {
        int comma = text.indexOf(',');
        return comma < 0
                ? isNumber(text)
                : isNumber(text.substring(0, comma))
                        && (comma == text.length() - 1 || isNumber(text.substring(comma + 1)));
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 4 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void endRun() {
        if (run.length() > longest.length()) {
            longest = run.toString();
        }
        if (runAtStart) {
            start = run.toString();
            runAtStart = false;
        }
        run.setLength(0);
    }
}
