package carillon.server.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/** The file: how it is opened, brought to the present schema, emptied, and how far it has come. */
record Database(Path file) {

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    /** In this order; a released one never changes. */
    private static final List<String> SCHEMA = List.of("001-index.sql", "002-types-by-owner.sql");

    /** 64 MiB of the write-ahead log, which the file beside the database then takes at most, readers permitting. */
    private static final int PAGES_A_CHECKPOINT = 16_000;

    /** How far the index has come. */
    record State(String epoch, long applied) {}

    static Database open(Path file) throws SQLException {
        var database = new Database(file);
        try (var connection = database.writer()) {
            migrate(connection);
        } catch (SQLException damaged) {
            log.warn("the history in {} cannot be used ({}) and is built anew", file, damaged.getMessage());
            database.delete();
            try (var connection = database.writer()) {
                migrate(connection);
            }
        }
        return database;
    }

    /** The one connection that writes. Nothing waits for the disk: what a crash takes away is applied again. */
    Connection writer() throws SQLException {
        var config = config();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setCacheSize(-65_536);
        var connection = config.createConnection("jdbc:sqlite:" + file);
        // A large transaction fills SQLite's usual thousand pages, and each page would be written twice every time.
        // With room
        // for some ten of them, pages that are changed again and again go to the file once.
        execute(connection, "pragma wal_autocheckpoint = " + PAGES_A_CHECKPOINT);
        connection.setAutoCommit(false);
        return connection;
    }

    Connection reader() throws SQLException {
        var config = config();
        config.setReadOnly(true);
        config.setCacheSize(-16_384);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    private static SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.setBusyTimeout(10_000);
        // Asking for them after each insert took a third of the intake's time, and nobody here wants them.
        config.setGetGeneratedKeys(false);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, String.valueOf(1L << 30));
        return config;
    }

    private static void migrate(Connection connection) throws SQLException {
        int version = version(connection);
        if (version > SCHEMA.size()) {
            throw new SQLException("it was written by a newer Carillon (schema " + version + ")");
        }
        for (int next = version; next < SCHEMA.size(); next++) {
            execute(connection, sql(SCHEMA.get(next)));
            execute(connection, "pragma user_version = " + (next + 1));
        }
        connection.commit();
    }

    private static int version(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("pragma user_version")) {
            return found.getInt(1);
        }
    }

    static State state(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("select epoch, applied from state")) {
            found.next();
            return new State(found.getString(1), found.getLong(2));
        }
    }

    static void note(Connection connection, String epoch, long applied) throws SQLException {
        try (var update = connection.prepareStatement("update state set epoch = ?, applied = ?")) {
            update.setString(1, epoch);
            update.setLong(2, applied);
            update.executeUpdate();
        }
    }

    static void empty(Connection connection) throws SQLException {
        for (var table : List.of("event", "body", "mark", "tally", "word")) {
            execute(connection, "delete from " + table);
        }
        note(connection, "", 0);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static String sql(String name) {
        try (var resource = Database.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void delete() {
        try {
            for (var suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(Path.of(file + suffix));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
