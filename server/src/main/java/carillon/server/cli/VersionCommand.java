package carillon.server.cli;

import picocli.CommandLine.Command;

/** {@code carillon version}. */
@Command(name = "version", description = "Prints which Carillon this is.")
final class VersionCommand extends CliCommand {

    @Override
    public Integer call() {
        for (var line : new Version().getVersion()) {
            out().println(line);
        }
        return ExitCode.OK;
    }
}
