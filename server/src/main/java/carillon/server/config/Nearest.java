package carillon.server.config;

import java.util.Comparator;
import java.util.List;

/** Finds what somebody probably meant. */
final class Nearest {

    private Nearest() {}

    /** {@code "; did you mean 'x'?"}, or a pointer to the list when nothing is close. */
    static String hint(String written, List<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(word -> distance(written, word)))
                .filter(word -> distance(written, word) <= 3)
                .map(word -> "; did you mean '" + word + "'?")
                .orElse("; 'carillon config defaults' lists all");
    }

    /** How many letters have to be put in, taken out or changed (Levenshtein). */
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
