package carillon.server.sqlite;

import carillon.core.history.History;
import carillon.core.history.HistoryCounts;
import carillon.core.history.HistoryItem;
import carillon.core.history.HistoryPage;
import carillon.core.history.HistoryQuery;
import carillon.core.history.HistoryUnavailableException;
import carillon.core.history.Viewer;
import carillon.core.log.LogRecord;
import carillon.core.thread.HubThreads;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link History} in one SQLite file. {@link #apply}, {@link #mend} and {@link #clear} belong to one thread at a time (they
 * take a lock); everything else may be called from any thread that may block, and is answered on the threads of
 * {@link Readers}.
 */
public final class SqliteHistory implements History {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteHistory.class);

    /** How long one search may work, unless the configuration says otherwise. */
    public static final Duration SEARCH_LIMIT = Duration.ofSeconds(5);

    /** Retention asks once a day, nobody waits for it, and it has to come to its end. */
    private static final Duration RETENTION_LIMIT = Duration.ofMinutes(5);

    private static final String RETENTION = "";

    private final Database database;
    private final HubThreads threads;
    private final Duration searchLimit;
    private final Object applying = new Object();
    private final Object progress = new Object();

    /** Guarded by {@link #applying}. Null after a failure, until {@link #mend}. */
    private @Nullable Writing writing;

    private volatile boolean broken;

    /** What a search or a transaction found wrong with the bytes of the file. */
    private volatile @Nullable SQLException damage;

    private volatile Readers readers;
    private volatile String epoch = "";
    private volatile long applied;
    private final AtomicLong pairsMet = new AtomicLong();

    /** The connection that writes and what it prepared: thrown away together after any failure. */
    private record Writing(Connection connection, Intake intake) {}

    private SqliteHistory(Database database, HubThreads threads, Duration searchLimit) throws SQLException {
        this.database = database;
        this.threads = threads;
        this.searchLimit = searchLimit;
        begin(Opening.open(database));
        this.readers = readers();
    }

    /** With threads of its own and the default limit of a search. */
    public static SqliteHistory open(Path file) {
        return open(file, new HubThreads(), SEARCH_LIMIT);
    }

    /**
     * Opens or creates the file. A damaged one is kept under another name and a new one begun: the journal has the events.
     *
     * @param threads of the server that it belongs to
     * @param searchLimit how long one search may work
     * @throws HistoryUnavailableException if the file is locked, of a newer version, or the disk refuses
     */
    public static SqliteHistory open(Path file, HubThreads threads, Duration searchLimit) {
        try {
            return new SqliteHistory(new Database(file), threads, searchLimit);
        } catch (SQLException failed) {
            throw Faults.unavailable(file, failed);
        }
    }

    /**
     * Gives the file another name, so that a new one can be built and nothing is lost. Nobody may have it open.
     *
     * @return the new name
     */
    public static Path setAside(Path file, String why) {
        return Opening.setAside(file, why);
    }

    private Readers readers() throws SQLException {
        return new Readers(database, threads, pairsMet::get, found -> damage = found);
    }

    /** Goes on with what the file says: what was known in memory may have been rolled back. */
    private void begin(Connection connection) throws SQLException {
        boolean begun = false;
        try {
            writing = new Writing(connection, new Intake(connection));
            var state = Database.state(connection);
            // A read transaction that stays open would keep the next one from writing.
            connection.commit();
            // Readers keep what depends on words; numbers given since the last commit are given again.
            pairsMet.incrementAndGet();
            advance(state.epoch(), state.applied());
            broken = false;
            begun = true;
        } finally {
            if (!begun) {
                writing = null;
                connection.close();
            }
        }
    }

    @Override
    public String epoch() {
        return epoch;
    }

    @Override
    public long applied() {
        return applied;
    }

    @Override
    public void apply(String fromEpoch, List<LogRecord> records) {
        synchronized (applying) {
            if (!epoch.isEmpty() && !epoch.equals(fromEpoch)) {
                throw new IllegalStateException(
                        "the history is of epoch " + epoch + " and takes nothing of " + fromEpoch + " before clear()");
            }
            long last = transact(now -> take(now, fromEpoch, records));
            advance(fromEpoch, last);
        }
    }

    private long take(Writing now, String fromEpoch, List<LogRecord> records) throws SQLException {
        long last = applied;
        for (var record : records) {
            if (record.sequence() > last) {
                now.intake().take(record);
                last = record.sequence();
            }
        }
        now.intake().flush();
        Database.note(now.connection(), fromEpoch, last);
        return last;
    }

    @Override
    public void continueAs(String nextEpoch) {
        synchronized (applying) {
            long last = applied;
            transact(now -> {
                Database.note(now.connection(), nextEpoch, last);
                return last;
            });
            advance(nextEpoch, last);
        }
    }

    @Override
    public void clear() {
        synchronized (applying) {
            transact(now -> {
                Database.empty(now.connection());
                now.intake().discard();
                return 0L;
            });
            advance("", 0);
        }
    }

    private interface Work {
        long run(Writing now) throws SQLException;
    }

    /**
     * The lock is held across the disk on purpose: it orders writers, and readers never take it.
     *
     * <p>After a failure the connection is thrown away, and SQLite rolls back what it did not commit. A connection that
     * rolled back by itself, as it does when the disk is full, cannot be gone on with: the driver believes that a
     * transaction is open, and each of the next statements would be committed alone.
     */
    private long transact(Work work) {
        var now = writing;
        if (now == null) {
            throw new HistoryUnavailableException(database.file().getFileName() + " is not open after a failure");
        }
        boolean done = false;
        try {
            long result = work.run(now);
            now.connection().commit();
            done = true;
            return result;
        } catch (SQLException failed) {
            if (Faults.isDamage(failed)) {
                damage = failed;
            }
            throw Faults.unavailable(database.file(), failed);
        } finally {
            if (!done) {
                letGo();
            }
        }
    }

    private void letGo() {
        var now = writing;
        writing = null;
        broken = true;
        if (now != null) {
            try {
                now.connection().close();
            } catch (SQLException failed) {
                LOG.warn("the connection that failed cannot be closed", failed);
            }
        }
    }

    @Override
    public void mend() {
        if (!broken && damage == null) {
            return;
        }
        synchronized (applying) {
            try {
                if (damage == null) {
                    reopen();
                }
                var found = damage;
                if (found != null) {
                    startOver(String.valueOf(found.getMessage()));
                }
                if (readers.isClosed()) {
                    readers = readers();
                }
            } catch (SQLException failed) {
                throw Faults.unavailable(database.file(), failed);
            }
        }
    }

    private void reopen() throws SQLException {
        try {
            begin(Opening.openWhole(database));
        } catch (SQLException failed) {
            if (!Faults.isDamage(failed)) {
                throw failed;
            }
            damage = failed;
        }
    }

    /** Closes every connection first: the last one to close would remove the write-ahead log of the new file. */
    private void startOver(String reason) throws SQLException {
        readers.close();
        letGo();
        Opening.putAside(database.file(), reason);
        damage = null;
        begin(Opening.open(database));
    }

    /** After the commit: a question that sees the new number sees what it stands for. */
    private void advance(String nowEpoch, long nowApplied) {
        var now = writing;
        if (now != null && now.intake().hasMetPairs()) {
            pairsMet.incrementAndGet();
        }
        synchronized (progress) {
            epoch = nowEpoch;
            applied = nowApplied;
            progress.notifyAll();
        }
    }

    @Override
    public boolean await(long sequence, Duration atMost) throws InterruptedException {
        if (applied >= sequence) {
            return true;
        }
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (progress) {
            while (applied < sequence) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                progress.wait(left / 1_000_000, (int) (left % 1_000_000));
            }
            return true;
        }
    }

    @Override
    public HistoryPage query(HistoryQuery query) {
        return ask(query.viewer(), reader -> reader.page(query));
    }

    @Override
    public HistoryCounts counts(Viewer viewer) {
        return ask(viewer, reader -> reader.counts(viewer));
    }

    @Override
    public EventTypes types(Viewer viewer) {
        return ask(viewer, reader -> reader.types(viewer));
    }

    @Override
    public Map<String, HistoryItem> find(Set<String> eventIds, Viewer viewer, int maxBytes) {
        return ask(viewer, reader -> reader.find(eventIds, viewer, maxBytes));
    }

    @Override
    public Set<String> visible(Set<String> eventIds, Viewer viewer) {
        return ask(viewer, reader -> reader.visible(eventIds, viewer));
    }

    private <T> T ask(Viewer viewer, Function<Reader, T> question) {
        return readers.ask(viewer.user(), searchLimit, question);
    }

    @Override
    public List<String> expired(Instant before, int max) {
        return readers.ask(RETENTION, RETENTION_LIMIT, reader -> reader.expired(before, max));
    }

    @Override
    public List<String> surplus(int perOwner, int max) {
        return readers.ask(RETENTION, RETENTION_LIMIT, reader -> reader.surplus(perOwner, max));
    }

    @Override
    public void close() {
        readers.close();
        synchronized (applying) {
            letGo();
        }
    }
}
