package carillon.server.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.core.history.HistoryQuery;
import carillon.core.history.HistoryUnavailableException;
import carillon.core.history.Viewer;
import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.core.log.LogRecord;
import carillon.sdk.event.Event;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of {@code history.db} when its disk, its bytes or its neighbours are not as they should be. */
class BrokenFileTest {

    private static final HistoryQuery ALL = HistoryQuery.of(Viewer.unrestricted("ada", false));

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("history.db");
    }

    /** A trigger ends the transaction as SQLite itself does when the disk is full: the driver does not learn of it. */
    @Test
    void aTransactionThatSqliteRolledBackIsAppliedAgainAsAWhole() throws SQLException {
        try (var history = SqliteHistory.open(file)) {
            history.apply("e", events(1, 100));
            sql("create trigger full before insert on event when new.seq = 280 begin"
                    + " select raise(rollback, 'database or disk is full'); end");
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> history.apply("e", events(101, 300)))
                        .isInstanceOf(HistoryUnavailableException.class)
                        .hasMessageContaining("full");
                history.mend();
                assertThat(history.applied()).isEqualTo(100);
                assertThat(history.query(ALL).total())
                        .as("what it has is shown")
                        .isEqualTo(100);
                assertThat(rows()).isEqualTo(100);
            }
            sql("drop trigger full");
            history.apply("e", events(101, 300));
            assertThat(history.applied()).isEqualTo(300);
            assertThat(history.query(ALL).total()).isEqualTo(300);
            assertThat(rows()).isEqualTo(300);
        }
        assertThat(aside()).isEmpty();
    }

    /** Left by versions before: they looped on these rows, after a restart, too. */
    @Test
    void rowsOfATransactionThatDidNotEndAreNoticedAtOpening() throws SQLException, IOException {
        try (var history = SqliteHistory.open(file)) {
            history.apply("e", events(1, 20));
        }
        sql("update state set applied = 10");
        try (var history = SqliteHistory.open(file)) {
            assertThat(history.applied()).isZero();
            history.apply("e", events(1, 20));
            assertThat(history.query(ALL).total()).isEqualTo(20);
        }
        assertThat(aside()).hasSize(1);
    }

    @Test
    void aFileThatIsNoDatabaseIsKeptAsideAndANewOneBegun() throws IOException {
        var text = "this is no database, however long it may be: " + "x".repeat(5000);
        Files.writeString(file, text);
        try (var history = SqliteHistory.open(file)) {
            assertThat(history.applied()).isZero();
            history.apply("e", events(1, 1));
            assertThat(history.query(ALL).total()).isEqualTo(1);
        }
        assertThat(aside()).singleElement().satisfies(kept -> assertThat(kept).hasContent(text));
    }

    @Test
    void aFourthDamagedFileIsLeftForAPersonToLookAt() throws IOException {
        for (int i = 0; i < 3; i++) {
            Files.writeString(file, "no database ".repeat(500));
            SqliteHistory.open(file).close();
        }
        Files.writeString(file, "no database ".repeat(500));
        assertThatThrownBy(() -> SqliteHistory.open(file)).hasMessageContaining("3 damaged copies");
        assertThat(file).exists();
    }

    @Test
    void aFileThatAnotherProcessLocksIsLeftAlone() throws SQLException {
        try (var history = SqliteHistory.open(file)) {
            history.apply("e", events(1, 3));
        }
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            execute(other, "begin immediate");
            assertThatThrownBy(() -> SqliteHistory.open(file))
                    .isInstanceOf(HistoryUnavailableException.class)
                    .hasMessageContaining("history.db is locked by another process");
        }
        try (var history = SqliteHistory.open(file)) {
            assertThat(history.applied()).isEqualTo(3);
        }
    }

    @Test
    void aFileOfANewerVersionIsLeftAlone() throws SQLException, IOException {
        try (var history = SqliteHistory.open(file)) {
            history.apply("e", events(1, 3));
        }
        sql("pragma user_version = 99");
        assertThatThrownBy(() -> SqliteHistory.open(file))
                .isInstanceOf(HistoryUnavailableException.class)
                .hasMessageContaining("newer Carillon (schema 99");
        assertThat(aside()).isEmpty();
        assertThat(rows()).isEqualTo(3);
    }

    /** The write-ahead log hides it from SQLite itself: it says how many pages there are. */
    @Test
    void aFileCutToHalfIsNoticedAtOpening() throws SQLException, IOException {
        var crashed = directory.resolve("crashed.db");
        try (var history = SqliteHistory.open(file)) {
            history.apply("e", events(1, 3_000));
            sql("pragma wal_checkpoint(truncate)");
            history.apply("e", events(3_001, 3_010));
            for (var suffix : List.of("", "-wal")) {
                Files.copy(Path.of(file + suffix), Path.of(crashed + suffix), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try (var channel = FileChannel.open(crashed, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2 / 4096 * 4096);
        }
        assertThat(Files.size(Path.of(crashed + "-wal"))).isPositive();
        try (var history = SqliteHistory.open(crashed)) {
            assertThat(history.applied()).isZero();
        }
        try (var kept = Files.newDirectoryStream(directory, "crashed.db.damaged-*[0-9]")) {
            assertThat(kept).hasSize(1);
        }
    }

    /** The other side of it: after a crash in a checkpoint, too, pages are in the write-ahead log alone. */
    @Test
    void aFileWhosePagesAreInTheWriteAheadLogIsWhole() throws IOException {
        var crashed = directory.resolve("crashed.db");
        try (var history = SqliteHistory.open(file)) {
            history.apply("e", events(1, 3_000));
            for (var suffix : List.of("", "-wal")) {
                Files.copy(Path.of(file + suffix), Path.of(crashed + suffix), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try (var history = SqliteHistory.open(crashed)) {
            assertThat(history.applied()).isEqualTo(3_000);
        }
    }

    @Test
    void damageFoundWhileItRunsIsMended() throws SQLException, IOException {
        try (var history = SqliteHistory.open(file)) {
            history.apply("e", events(1, 3_000));
            sql("pragma wal_checkpoint(truncate)");
            damage();
            assertThatThrownBy(() -> {
                        for (int offset = 0; offset < 3_000; offset += 1_000) {
                            history.query(ALL.page(offset, 1_000));
                        }
                    })
                    .isInstanceOf(HistoryUnavailableException.class)
                    .hasMessageContaining("damaged");
            history.mend();
            assertThat(history.applied()).isZero();
            assertThat(history.epoch()).isEmpty();
            history.apply("e", events(1, 3_000));
            assertThat(history.query(ALL.page(0, 1_000)).total()).isEqualTo(3_000);
        }
        assertThat(aside()).hasSize(1);
        try (var history = SqliteHistory.open(file)) {
            assertThat(history.applied()).isEqualTo(3_000);
        }
    }

    /** Everything but the first page. */
    private void damage() throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            var garbage = new byte[4096];
            Arrays.fill(garbage, (byte) 0x55);
            for (long at = 8L * 4096; at + 4096 <= open.length(); at += 4096) {
                open.seek(at);
                open.write(garbage);
            }
        }
    }

    private List<Path> aside() {
        try (var files = Files.list(directory)) {
            return files.filter(name -> name.getFileName().toString().matches("history\\.db\\.damaged-[0-9T.]+"))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<LogRecord> events(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(sequence -> {
                    var draft = EntryCodec.encode(new Entry.Published(Event.about("machines", "update", "m" + sequence)
                            .id("id" + sequence)
                            .owner("ada")
                            .description("event " + sequence + " of many")
                            .build()));
                    return new LogRecord(sequence, sequence, draft.kind(), draft.body());
                })
                .toList();
    }

    private int rows() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var found = statement.executeQuery("select count(*) from event")) {
            return found.getInt(1);
        }
    }

    private void sql(String text) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            execute(connection, text);
        }
    }

    private static void execute(Connection connection, String text) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(text);
        }
    }
}
