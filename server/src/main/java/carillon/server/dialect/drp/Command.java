package carillon.server.dialect.drp;

import java.util.Optional;

/** What a client asks of its session (section 5.1). */
record Command(Verb verb, String spec) {

    enum Verb {
        REGISTER("register"),
        DEREGISTER("deregister");

        private final String word;

        Verb(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** Empty for everything that is to be ignored without an answer: no spec, another verb, nothing at all. */
    static Optional<Command> parse(String message) {
        var text = trimmed(message);
        int end = 0;
        while (end < text.length() && !blank(text.charAt(end))) {
            end++;
        }
        var spec = trimmed(text.substring(end));
        if (spec.isEmpty()) {
            return Optional.empty();
        }
        for (var verb : Verb.values()) {
            if (text.length() > end && text.startsWith(verb.word) && end == verb.word.length()) {
                return Optional.of(new Command(verb, spec));
            }
        }
        return Optional.empty();
    }

    /** Only the four blanks of the grammar: other characters that Unicode calls blank belong to the spec. */
    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && blank(text.charAt(from))) {
            from++;
        }
        while (to > from && blank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
