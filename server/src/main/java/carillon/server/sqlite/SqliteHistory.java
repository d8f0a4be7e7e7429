package carillon.server.sqlite;

import carillon.core.history.History;
import carillon.core.history.HistoryCounts;
import carillon.core.history.HistoryItem;
import carillon.core.history.HistoryPage;
import carillon.core.history.HistoryQuery;
import carillon.core.history.HistoryUnavailableException;
import carillon.core.history.Viewer;
import carillon.core.journal.JournalRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@link History} in one SQLite file. {@link #apply} and {@link #clear} belong to one thread at a time (they take a lock);
 * everything else may be called from any thread that may block.
 */
public final class SqliteHistory implements History {

    private final Database database;
    private final Connection writer;
    private final Readers readers;
    private final Object applying = new Object();
    private final Object progress = new Object();
    private Intake intake;
    private volatile String epoch;
    private volatile long applied;
    private volatile long pairsMet;

    private SqliteHistory(Database database, Connection writer) throws SQLException {
        this.database = database;
        this.writer = writer;
        this.intake = new Intake(writer);
        var state = Database.state(writer);
        this.epoch = state.epoch();
        this.applied = state.applied();
        this.readers = new Readers(database, () -> pairsMet);
    }

    /**
     * Opens or creates the file. One that SQLite finds damaged is deleted and begun anew: the journal still has everything.
     *
     * @throws HistoryUnavailableException if that does not help
     */
    public static SqliteHistory open(Path file) {
        try {
            var database = Database.open(file);
            return new SqliteHistory(database, database.writer());
        } catch (SQLException failed) {
            throw unavailable(file, failed);
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
    public void apply(String fromEpoch, List<JournalRecord> records) {
        synchronized (applying) {
            if (!epoch.isEmpty() && !epoch.equals(fromEpoch)) {
                throw new IllegalStateException(
                        "the history is of epoch " + epoch + " and takes nothing of " + fromEpoch + " before clear()");
            }
            long last = transact(() -> take(fromEpoch, records));
            advance(fromEpoch, last);
        }
    }

    private long take(String fromEpoch, List<JournalRecord> records) throws SQLException {
        long last = applied;
        for (var record : records) {
            if (record.sequence() > last) {
                intake.take(record);
                last = record.sequence();
            }
        }
        intake.flush();
        Database.note(writer, fromEpoch, last);
        return last;
    }

    @Override
    public void continueAs(String nextEpoch) {
        synchronized (applying) {
            long last = applied;
            transact(() -> {
                Database.note(writer, nextEpoch, last);
                return last;
            });
            advance(nextEpoch, last);
        }
    }

    @Override
    public void clear() {
        synchronized (applying) {
            transact(() -> {
                Database.empty(writer);
                return 0L;
            });
            intake.discard();
            advance("", 0);
        }
    }

    private interface Work {
        long run() throws SQLException;
    }

    /** The lock is held across the disk on purpose: it orders writers, and readers never take it. */
    private long transact(Work work) {
        try {
            long result = work.run();
            writer.commit();
            return result;
        } catch (SQLException | RuntimeException failed) {
            rollBack(failed);
            throw failed instanceof RuntimeException mistake
                    ? mistake
                    : unavailable(database.file(), (SQLException) failed);
        }
    }

    private void rollBack(Exception cause) {
        intake.discard();
        try {
            writer.rollback();
        } catch (SQLException again) {
            cause.addSuppressed(again);
        }
    }

    /** After the commit: a question that sees the new number sees what it stands for. */
    private void advance(String nowEpoch, long nowApplied) {
        pairsMet = intake.pairsMet();
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
        return readers.ask(reader -> reader.page(query));
    }

    @Override
    public HistoryCounts counts(Viewer viewer) {
        return readers.ask(reader -> reader.counts(viewer));
    }

    @Override
    public EventTypes types(Viewer viewer) {
        return readers.ask(reader -> reader.types(viewer));
    }

    @Override
    public Map<String, HistoryItem> find(Set<String> eventIds, Viewer viewer) {
        return readers.ask(reader -> reader.find(eventIds, viewer));
    }

    @Override
    public List<String> expired(Instant before, int max) {
        return readers.ask(reader -> reader.expired(before, max));
    }

    @Override
    public List<String> surplus(int perOwner, int max) {
        return readers.ask(reader -> reader.surplus(perOwner, max));
    }

    @Override
    public void close() {
        readers.close();
        synchronized (applying) {
            try {
                writer.close();
            } catch (SQLException failed) {
                throw unavailable(database.file(), failed);
            }
        }
    }

    private static HistoryUnavailableException unavailable(Path file, SQLException cause) {
        return new HistoryUnavailableException(
                "the history in " + file + " failed: " + cause.getMessage()
                        + "; make room or stop the server and delete the file, it is built anew from the journal",
                cause);
    }
}
