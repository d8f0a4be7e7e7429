package carillon.server.cli;

import carillon.server.access.AccessConfig;
import carillon.server.access.FileDirectory;
import picocli.CommandLine.Mixin;

/** The directory of a data directory, for commands that administer it. */
final class Accounts {

    @Mixin
    private DataDirectory data = new DataDirectory();

    FileDirectory open() {
        return FileDirectory.open(data.existing(), AccessConfig.DEFAULT).directory();
    }
}
