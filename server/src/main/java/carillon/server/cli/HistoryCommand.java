package carillon.server.cli;

import carillon.core.log.Log;
import carillon.server.app.Storage;
import carillon.server.segmentlog.SegmentLog;
import carillon.server.sqlite.SqliteHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon history}: what was. */
@Command(
        name = "history",
        description = "Lists stored events of a running server, newest first.",
        subcommands = HistoryCommand.Rebuild.class)
final class HistoryCommand extends CliCommand {

    @Mixin
    private ServerConnection server = new ServerConnection();

    @Option(names = "--type", description = "Only events of this type.")
    private @Nullable String type;

    @Option(names = "--action", description = "Only events with this action.")
    private @Nullable String action;

    @Option(names = "--key", description = "Only events about this key.")
    private @Nullable String key;

    @Option(names = "--severity", description = "Only events of this severity.")
    private @Nullable String severity;

    @Option(names = "--text", description = "Part of the description.")
    private @Nullable String text;

    @Option(names = "--since", paramLabel = "TIME", description = "RFC 3339, inclusive.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "RFC 3339, exclusive.")
    private @Nullable String until;

    @Option(names = "--limit", defaultValue = "25", description = "How many; default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--offset", defaultValue = "0", description = "How many to leave out first.")
    private long offset;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var parameters = new LinkedHashMap<String, String>();
        put(parameters, "type", type);
        put(parameters, "action", action);
        put(parameters, "key", key);
        put(parameters, "severity", severity);
        put(parameters, "text", text);
        put(parameters, "since", since);
        put(parameters, "until", until);
        parameters.put("limit", Integer.toString(limit));
        parameters.put("offset", Long.toString(offset));
        server.get("/v1/events", parameters)
                .path("events")
                .forEach(event -> out().println(Terminal.json(event.toString())));
        return ExitCode.OK;
    }

    private static void put(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    @Command(
            name = "rebuild",
            description = "Builds the search index of a stopped server again, and keeps the one before.")
    static final class Rebuild extends CliCommand {

        private static final int RECORDS_A_TRANSACTION = 1_000;

        @Mixin
        private DataDirectory data = new DataDirectory();

        @Override
        public Integer call() {
            var directory = data.existing();
            try (var journal = SegmentLog.open(Storage.journalDirectory(directory))) {
                // It may know of events that retention has taken from the journal since.
                var before = Files.exists(Storage.historyFile(directory))
                        ? Storage.setHistoryAside(directory, "before-rebuild")
                        : null;
                try (var history = SqliteHistory.open(Storage.historyFile(directory))) {
                    rebuild(journal, history);
                }
                if (before != null) {
                    out().println("The one before is " + before + "; delete it when you need it no more.");
                }
            }
            return ExitCode.OK;
        }

        private void rebuild(Log journal, SqliteHistory history) {
            var progress = new Progress(err(), "records", journal.last());
            for (long after = journal.first() - 1; after < journal.last(); ) {
                var records = journal.readAfter(after, RECORDS_A_TRANSACTION);
                history.apply(journal.epoch(), records);
                after = records.getLast().sequence();
                progress.at(after);
            }
            progress.done();
            out().println("The history holds everything up to sequence " + history.applied() + ".");
        }
    }
}
