package carillon.server.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.history.History;
import carillon.core.history.HistoryQuery;
import carillon.core.history.Viewer;
import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.core.log.LogRecord;
import carillon.sdk.event.Event;
import carillon.testkit.history.HistoryContract;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    void aListIsWrittenOnceHoweverManyBranchesAQueryHas() {
        var few = statement(2);
        var many = statement(1_000);
        assertThat(many).isLessThan(few + 5 * 998 * ":asked_operation1000,()".length());
    }

    /** The length of the statement for a query with so many values in each list. */
    private static int statement(int values) {
        var texts = IntStream.range(0, values).mapToObj(i -> "v" + i).collect(Collectors.toSet());
        var numbers = IntStream.range(0, values).boxed().collect(Collectors.toMap(i -> "v" + i, i -> 1_000L + i));
        numbers.put("t1", 1L);
        numbers.put("t2", 2L);
        var query = new HistoryQuery(
                Viewer.unrestricted("ada", false),
                Set.of("t1", "t2"),
                texts,
                texts,
                Set.of(),
                texts,
                texts,
                texts,
                null,
                null,
                null,
                null,
                HistoryQuery.Order.SEQUENCE,
                true,
                0,
                25,
                HistoryQuery.PAGE_BYTES);
        return new ListSql(query, Sight.WHOLE, numbers).text().length();
    }

    @Test
    void aQueryWithAsManyValuesAsItMayHaveIsAnswered() {
        var texts = new HashSet<String>(Set.of("a", "b", "c"));
        IntStream.range(texts.size(), HistoryQuery.MOST_VALUES).forEach(i -> texts.add("v" + i));
        try (var history = SqliteHistory.open(directory.resolve("many.db"))) {
            history.apply("e1", List.of(published()));
            var query = new HistoryQuery(
                    Viewer.unrestricted("ada", false),
                    Set.of("a"),
                    texts,
                    texts,
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    null,
                    null,
                    null,
                    null,
                    HistoryQuery.Order.SEQUENCE,
                    true,
                    0,
                    25,
                    HistoryQuery.PAGE_BYTES);
            assertThat(history.query(query).total()).isEqualTo(1);
        }
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
    void aFileOfTheFirstSchemaIsTakenAlong() throws SQLException {
        var file = directory.resolve("older.db");
        try (var history = SqliteHistory.open(file)) {
            history.apply("e1", List.of(published()));
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate("drop index event_type_owned; drop index event_type_everyone;"
                    + " create index event_type on event (type, severity); pragma user_version = 1");
        }
        try (var history = SqliteHistory.open(file)) {
            assertThat(history.applied()).isEqualTo(1);
            assertThat(history.types(Viewer.unrestricted("root", true)).types()).containsExactly("a");
            assertThat(history.query(ofType("root", true, "a")).items()).hasSize(1);
            assertThat(history.query(ofType("ada", false, "a")).items()).hasSize(1);
        }
    }

    private static HistoryQuery ofType(String user, boolean seesAll, String type) {
        return HistoryQuery.newest(Viewer.unrestricted(user, seesAll), Set.of(type), Set.of(), 25);
    }

    private static LogRecord published() {
        var draft = EntryCodec.encode(
                new Entry.Published(Event.about("a", "b", "c").owner("ada").build()));
        return new LogRecord(1, 1, draft.kind(), draft.body());
    }
}
