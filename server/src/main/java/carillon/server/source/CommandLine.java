package carillon.server.source;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits the text of a command into program and arguments, as sysadm-events section 8.7 has it: at white space; double
 * quotes group; three in a row stand for one literal quote. There is no shell: pipes, redirections, backslashes and
 * variables mean nothing, and that is the point.
 */
public final class CommandLine {

    private CommandLine() {}

    /** Program and arguments; empty if the text is blank. Empty arguments can not be written. */
    public static List<String> split(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        int quotes = 0;
        boolean grouped = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quotes++;
                if (quotes == 3) {
                    quotes = 0;
                    word.append(c);
                }
                continue;
            }
            if (quotes == 1) {
                grouped = !grouped;
            }
            quotes = 0;
            if (grouped || !Character.isWhitespace(c)) {
                word.append(c);
            } else {
                end(word, words);
            }
        }
        end(word, words);
        return words;
    }

    private static void end(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }
}
