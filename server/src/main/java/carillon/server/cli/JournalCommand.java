package carillon.server.cli;

import carillon.server.app.Storage;
import carillon.server.segmentlog.SegmentCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code carillon journal}: the log on disk, for bad days. */
@Command(
        name = "journal",
        description = "Verifies and repairs the journal of a stopped server.",
        subcommands = {JournalCommand.Verify.class, JournalCommand.Repair.class, JournalCommand.NewEpoch.class})
final class JournalCommand {

    @Command(
            name = "verify",
            description = "Reads every record and says what is there and what is damaged. Changes nothing.",
            footer = {"", "Exit code 0: everything is whole; 1: something is damaged."})
    static final class Verify extends CliCommand {

        @Mixin
        private DataDirectory data = new DataDirectory();

        @Override
        public Integer call() {
            var out = out();
            boolean sound = true;
            for (var report : check(data.existing()).verify()) {
                out.println(report.line());
                sound &= report.sound();
            }
            out.println(
                    sound ? "The journal is whole." : "The journal is damaged; 'carillon journal repair' mends it.");
            return sound ? ExitCode.OK : ExitCode.NEGATIVE;
        }
    }

    @Command(name = "repair", description = "Keeps every whole record, with its number, and sets damaged files aside.")
    static final class Repair extends CliCommand {

        @Mixin
        private DataDirectory data = new DataDirectory();

        @Override
        public Integer call() {
            var repaired = check(data.existing()).repair();
            repaired.forEach(report -> out().println(report.line()));
            out().println(
                            repaired.isEmpty()
                                    ? "Nothing was damaged."
                                    : "Repaired. A new epoch begins: clients who come back are told that their replay is not whole.");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "new-epoch",
            description = "Run this after you restored the journal from a backup, before the server starts.",
            footer = {
                "",
                "Clients may know numbers that were given out after the backup. Under a new epoch they are told that their "
                        + "replay is not whole, instead of missing what gets these numbers now."
            })
    static final class NewEpoch extends CliCommand {

        @Mixin
        private DataDirectory data = new DataDirectory();

        @Override
        public Integer call() {
            check(data.existing()).beginEpoch();
            out().println("A new epoch begins with the next record.");
            return ExitCode.OK;
        }
    }

    private static SegmentCheck check(Path data) {
        var directory = Storage.journalDirectory(data);
        if (!Files.isDirectory(directory)) {
            throw new CliFailure(ExitCode.UNAVAILABLE, "there is no journal in " + data + "; name it with --data");
        }
        return new SegmentCheck(directory);
    }
}
