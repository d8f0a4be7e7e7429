package carillon.server.cli;

/** A command cannot go on. The message says what is wrong and what to do. */
final class CliFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    CliFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
