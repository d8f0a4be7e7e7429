package carillon.server.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of every command that works on a data directory which is there already. */
final class DataDirectory {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Data directory; default: ${DEFAULT-VALUE}.")
    private Path data = Path.of("data");

    Path existing() {
        if (!Files.isDirectory(data)) {
            throw new CliFailure(
                    ExitCode.UNAVAILABLE,
                    "there is no data directory " + data + "; start the server once, or name it with --data");
        }
        return data;
    }
}
