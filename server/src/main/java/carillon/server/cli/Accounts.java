package carillon.server.cli;

import carillon.server.access.AccessConfig;
import carillon.server.access.FileDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The directory of a data directory, for commands that administer it. */
final class Accounts {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Data directory; default: ${DEFAULT-VALUE}.")
    private Path data = Path.of("data");

    FileDirectory open() {
        if (!Files.isDirectory(data)) {
            throw new CliFailure(
                    ExitCode.UNAVAILABLE,
                    "there is no data directory " + data + "; start the server once, or name it with --data");
        }
        return FileDirectory.open(data, AccessConfig.DEFAULT).directory();
    }
}
