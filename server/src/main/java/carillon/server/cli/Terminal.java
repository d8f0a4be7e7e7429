package carillon.server.cli;

import java.util.Optional;

/** Whether somebody is looking, what they type, and what may be shown to them. */
final class Terminal {

    private Terminal() {}

    /** Standard input and output are both a terminal. From JDK 22 on there is always a console, also in a pipe. */
    @SuppressWarnings("SystemConsoleNull") // the documentation still allows null
    static boolean present() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /** Asks without echo; empty if nobody is looking. */
    @SuppressWarnings("SystemConsoleNull") // the documentation still allows null
    static Optional<String> askPassword() {
        var console = System.console();
        var typed = console != null && console.isTerminal() ? console.readPassword("Password: ") : null;
        return Optional.ofNullable(typed).map(String::new);
    }

    /** Events are hostile: no control sequences for the terminal, no markup for picocli. */
    static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?").replace("@|", "@ |").replace("|@", "| @");
    }
}
