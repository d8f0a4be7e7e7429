package carillon.sdk.event;

/**
 * The spelling that categories and actions have to have: lower-case ASCII words joined by single underscores, beginning
 * with a letter (meshery-events 4.1). Written out instead of a regular expression, which could backtrack.
 */
public final class SnakeCase {

    private SnakeCase() {}

    public static boolean is(String text) {
        if (text.isEmpty() || !isLetter(text.charAt(0))) {
            return false;
        }
        char before = '_';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean fits = c == '_' ? before != '_' : isLetter(c) || (c >= '0' && c <= '9');
            if (!fits) {
                return false;
            }
            before = c;
        }
        return before != '_';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }
}
