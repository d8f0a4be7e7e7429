package carillon.server.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.history.History;
import carillon.core.history.HistoryQuery;
import carillon.core.history.Viewer;
import carillon.core.journal.Entry;
import carillon.core.journal.EntryCodec;
import carillon.core.journal.JournalRecord;
import carillon.sdk.event.Event;
import carillon.testkit.history.HistoryContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteHistoryTest extends HistoryContract {

    @TempDir
    Path directory;

    @Override
    protected History create() {
        return SqliteHistory.open(directory.resolve("history.db"));
    }

    @Test
    void isStillThereAfterReopening() {
        var file = directory.resolve("again.db");
        try (var history = SqliteHistory.open(file)) {
            history.apply("e1", List.of(published()));
        }
        try (var history = SqliteHistory.open(file)) {
            assertThat(history.applied()).isEqualTo(1);
            assertThat(history.epoch()).isEqualTo("e1");
            assertThat(history.query(HistoryQuery.of(Viewer.unrestricted("ada", false)))
                            .total())
                    .isEqualTo(1);
        }
    }

    @Test
    void aDamagedFileIsBegunAnew() throws IOException {
        var file = directory.resolve("damaged.db");
        Files.writeString(file, "this is no database, however long it may be: " + "x".repeat(5000));
        try (var history = SqliteHistory.open(file)) {
            assertThat(history.applied()).isZero();
            history.apply("e1", List.of(published()));
            assertThat(history.query(HistoryQuery.of(Viewer.unrestricted("ada", false)))
                            .total())
                    .isEqualTo(1);
        }
    }

    private static JournalRecord published() {
        var draft = EntryCodec.encode(
                new Entry.Published(Event.about("a", "b", "c").owner("ada").build()));
        return new JournalRecord(1, 1, draft.kind(), draft.body());
    }
}
