package carillon.server.cli;

import carillon.core.access.Claim;
import carillon.server.access.AccessConfig;
import carillon.server.access.FileDirectory;
import picocli.CommandLine.Mixin;

/** The directory of a data directory, for commands that administer it. */
final class Accounts {

    @Mixin
    private DataDirectory data = new DataDirectory();

    /** Refuses a name for something new that a claim would read as a pattern. */
    static void checkName(String name) {
        if (!Claim.names(name)) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "'" + name + "' cannot be a name: a claim could not name it. Use no comma, no control character, no"
                            + " blank at an end, and not * alone");
        }
    }

    FileDirectory open() {
        return FileDirectory.open(data.existing(), AccessConfig.DEFAULT).directory();
    }
}
