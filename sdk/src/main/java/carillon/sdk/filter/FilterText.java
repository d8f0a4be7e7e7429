package carillon.sdk.filter;

/** A place in a filter text, and the small steps that the parser takes from it. */
final class FilterText {

    private final String text;
    private int at;

    FilterText(String text) {
        this.text = text;
    }

    int at() {
        return at;
    }

    void moveTo(int position) {
        at = position;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** The character here, NUL at the end. */
    char peek() {
        return atEnd() ? '\0' : text.charAt(at);
    }

    String since(int start) {
        return text.substring(start, at);
    }

    void skipBlanks() {
        at = afterBlanks(at);
    }

    int afterBlanks(int from) {
        int position = from;
        while (position < text.length() && isBlank(text.charAt(position))) {
            position++;
        }
        return position;
    }

    /** Takes the character, blanks before and after it included, or stays. */
    boolean take(char wanted) {
        int position = afterBlanks(at);
        if (position >= text.length() || text.charAt(position) != wanted) {
            return false;
        }
        at = afterBlanks(position + 1);
        return true;
    }

    /** Takes the character or explains what is missing. */
    void expect(char wanted, String message) {
        if (!take(wanted)) {
            skipBlanks();
            throw new FilterMistake(at, message);
        }
    }

    /** Whether the word stands at the position and is followed, after blanks, by an opening parenthesis. */
    boolean isCall(String word, int position) {
        if (!text.startsWith(word, position)) {
            return false;
        }
        int next = afterBlanks(position + word.length());
        return next < text.length() && text.charAt(next) == '(';
    }

    int indexOf(char wanted, int from) {
        return text.indexOf(wanted, from);
    }

    char charAt(int position) {
        return text.charAt(position);
    }

    int length() {
        return text.length();
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
