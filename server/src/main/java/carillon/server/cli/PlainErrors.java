package carillon.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Shows people a sentence instead of a stack trace; {@code CARILLON_DEBUG=1} shows the trace as well. */
final class PlainErrors implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
        var message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        line.getErr().println(line.getColorScheme().errorText("carillon: " + message));
        if (System.getenv("CARILLON_DEBUG") != null) {
            failure.printStackTrace(line.getErr());
        }
        return failure instanceof CliFailure known ? known.exitCode() : ExitCode.UNAVAILABLE;
    }
}
