package carillon.server.sqlite;

import carillon.core.history.HistoryUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteConfig;

/** The file: its connections, its schema, how far it has come, and whether that can be true. */
record Database(Path file) {

    /** In this order; a released one never changes. */
    private static final List<String> SCHEMA = List.of("001-index.sql", "002-types-by-owner.sql");

    /** 64 MiB of the write-ahead log, which the file beside the database then takes at most, readers permitting. */
    private static final int PAGES_A_CHECKPOINT = 16_000;

    /** How long a lock of another process is waited for. */
    private static final int BUSY_MILLIS = 3_000;

    /** How far the index has come. */
    record State(String epoch, long applied) {}

    /** The one connection that writes. Nothing waits for the disk: what a crash takes away is applied again. */
    Connection writer() throws SQLException {
        var config = config();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setCacheSize(-65_536);
        var connection = config.createConnection("jdbc:sqlite:" + file);
        boolean ready = false;
        try {
            prepare(connection);
            ready = true;
            return connection;
        } finally {
            if (!ready) {
                connection.close();
            }
        }
    }

    private static void prepare(Connection connection) throws SQLException {
        // A large transaction fills SQLite's usual thousand pages, and each page would be written twice every time.
        // With room for some ten of them, pages that are changed again and again go to the file once.
        execute(connection, "pragma wal_autocheckpoint = " + PAGES_A_CHECKPOINT);
        // Found out now: a lock would fail the first transaction otherwise, when nobody looks.
        execute(connection, "begin immediate");
        execute(connection, "rollback");
        connection.setAutoCommit(false);
    }

    Connection reader() throws SQLException {
        var config = config();
        config.setReadOnly(true);
        config.setCacheSize(-16_384);
        // A sort of more rows than the cache holds goes to a temporary file: how many rows is the caller's choice.
        config.setTempStore(SQLiteConfig.TempStore.FILE);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    private static SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        // Asking for them after each insert took a third of the intake's time, and nobody here wants them.
        config.setGetGeneratedKeys(false);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, String.valueOf(1L << 30));
        return config;
    }

    /**
     * Brings an older file to the present schema.
     *
     * @throws HistoryUnavailableException if the file is of a newer one
     */
    static void migrate(Path file, Connection connection) throws SQLException {
        int version = version(connection);
        if (version > SCHEMA.size()) {
            throw new HistoryUnavailableException(file.getFileName() + " was written by a newer Carillon (schema "
                    + version + ", this version knows " + SCHEMA.size()
                    + "). Start the newer version, or move the file away to have it rebuilt from the journal");
        }
        for (int next = version; next < SCHEMA.size(); next++) {
            execute(connection, sql(SCHEMA.get(next)));
            execute(connection, "pragma user_version = " + (next + 1));
        }
        connection.commit();
    }

    /** Reads every page. Takes seconds for a million events, so only on suspicion. */
    static void checkPages(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("pragma quick_check(1)")) {
            if (!found.next() || !"ok".equals(found.getString(1))) {
                throw Faults.damage("pages are missing");
            }
        }
    }

    /**
     * Rows and the number of the last applied record are written together. An earlier version could leave rows of a
     * transaction that a full disk had ended, and then failed with the same rows for ever.
     */
    static void checkTransactions(Connection connection) throws SQLException {
        long applied = state(connection).applied();
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("select coalesce(max(seq), 0) from event")) {
            if (found.getLong(1) > applied) {
                throw Faults.damage(
                        "it has event " + found.getLong(1) + " of a transaction that did not end, after " + applied);
            }
        }
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
            if (!found.next()) {
                throw Faults.damage("the row of its state is missing");
            }
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
}
