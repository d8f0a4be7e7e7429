package carillon.server.cli;

/** Exit codes of all commands; documented in docs/reference/cli.md. */
final class ExitCode {

    static final int OK = 0;
    /** The command did what it could and the answer is no: a filter that does not parse, a journal that is damaged. */
    static final int NEGATIVE = 1;
    /** The command line itself is wrong. */
    static final int USAGE = 2;
    /** Something that the command needs is missing or unreadable: a file, a running server, the configuration. */
    static final int UNAVAILABLE = 3;
    /** The server refused: credentials or rights. */
    static final int REFUSED = 4;

    private ExitCode() {}
}
