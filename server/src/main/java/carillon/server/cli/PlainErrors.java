package carillon.server.cli;

import javax.net.ssl.SSLException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Shows people a sentence instead of a stack trace; {@code CARILLON_DEBUG=1} shows the trace as well. */
final class PlainErrors implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
        line.getErr().println(line.getColorScheme().errorText("carillon: " + Terminal.plain(sentence(failure))));
        if (System.getenv("CARILLON_DEBUG") != null) {
            failure.printStackTrace(line.getErr());
        }
        return failure instanceof CliFailure known ? known.exitCode() : ExitCode.UNAVAILABLE;
    }

    private static String sentence(Exception failure) {
        var message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        if (failure instanceof SSLException) {
            return message + ". If the server made its certificate itself, name it with --cacert or CARILLON_CACERT:"
                    + " it is tls/certificate.pem in the server's data directory";
        }
        return message;
    }
}
