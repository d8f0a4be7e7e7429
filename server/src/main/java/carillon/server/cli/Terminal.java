package carillon.server.cli;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether somebody is looking, what they type, and what may be shown to them. */
final class Terminal {

    /** Controls of both sets, what changes the direction of writing, and what ends a line. */
    private static final Pattern UNSAFE =
            Pattern.compile("[\\p{Cc}\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069]");

    private Terminal() {}

    /** Standard input and output are both a terminal. From JDK 22 on there is always a console, also in a pipe. */
    @SuppressWarnings("SystemConsoleNull") // the documentation still allows null
    static boolean present() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /** Asks twice without echo; empty if nobody is looking. */
    @SuppressWarnings("SystemConsoleNull") // the documentation still allows null
    static Optional<String> askPassword() {
        var console = System.console();
        if (console == null || !console.isTerminal()) {
            return Optional.empty();
        }
        var typed = console.readPassword("Password: ");
        var again = console.readPassword("Password again: ");
        if (!Arrays.equals(typed, again)) {
            throw new CliFailure(ExitCode.USAGE, "the two passwords differ; run the command again");
        }
        return Optional.ofNullable(typed).map(String::new);
    }

    /** What others wrote is hostile: no control sequences for the terminal, no turned writing, no markup for picocli. */
    static String plain(String text) {
        return UNSAFE.matcher(text).replaceAll("?").replace("@|", "@ |").replace("|@", "| @");
    }

    /** A JSON text that means the same, without what {@link #plain} takes out. */
    static String json(String text) {
        return UNSAFE.matcher(text)
                .replaceAll(
                        found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
    }
}
