package carillon.server.app;

import carillon.core.history.History;
import carillon.core.log.Judge;
import carillon.core.log.Log;
import carillon.core.log.LogUnreadableException;
import carillon.core.log.Retention;
import carillon.core.thread.HubThreads;
import carillon.sdk.event.Position;
import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.dialect.drp.DrpDialect;
import carillon.server.file.PrivateFiles;
import carillon.server.segmentlog.LocalDisk;
import carillon.server.segmentlog.SegmentCheck;
import carillon.server.segmentlog.SegmentLog;
import carillon.server.segmentlog.SegmentLogConfig;
import carillon.server.sqlite.SqliteHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a data directory keeps what, and the stores in it. */
public record Storage(Log log, History history) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    public static Path journalDirectory(Path data) {
        return data.resolve("journal");
    }

    public static Path historyFile(Path data) {
        return data.resolve("history.db");
    }

    /** What the server keeps in a data directory. A running server needs some of it, and nobody else any. */
    private static final List<String> OWN = List.of(
            "journal",
            "history.db",
            "history.db-wal",
            "history.db-shm",
            "objects.json",
            "access.json",
            "access.json.lock",
            "access.json.previous",
            "access.key",
            "instance-id",
            "preferences",
            "tls",
            "sysadm-keys.json",
            "sysadm-keys.json.previous",
            "sysadm-lockout.json",
            "bridge-lockout.json",
            "bridge-login.key",
            "lpreserver-position");

    /**
     * Opens the stores of a data directory, and settles what they know of each other first.
     *
     * @throws LogUnreadableException if the journal is damaged, in use or missing; the message says what to do
     */
    static Storage open(Path data, Config config, HubThreads threads) {
        makePrivate(data);
        refuseLostJournal(data);
        var journal = openJournal(data, config, threads);
        try {
            var history = openHistory(data, config, threads);
            try {
                journal = withLostEndFilled(journal, data, config, history, threads);
                return new Storage(journal, ofThisJournal(history, journal, data, config, threads));
            } catch (RuntimeException failed) {
                history.close();
                throw failed;
            }
        } catch (RuntimeException failed) {
            journal.close();
            throw failed;
        }
    }

    private static SegmentLog openJournal(Path data, Config config, HubThreads threads) {
        return SegmentLog.open(
                SegmentLogConfig.in(journalDirectory(data)).withSegmentBytes(config.get(Settings.JOURNAL_SEGMENT)),
                new LocalDisk(),
                InstantSource.system(),
                new Judge(config.get(Settings.DEDUPLICATION)),
                threads);
    }

    private static SqliteHistory openHistory(Path data, Config config, HubThreads threads) {
        return SqliteHistory.open(historyFile(data), threads, config.get(Settings.HISTORY_SEARCH_LIMIT));
    }

    /** A journal that is on no disk any more, or on one that is not mounted, must not be begun again beside it. */
    private static void refuseLostJournal(Path data) {
        if (SegmentLog.exists(journalDirectory(data))) {
            return;
        }
        long known = DrpDialect.copied(data).map(Position::sequence).orElse(0L);
        try (var history = SqliteHistory.open(historyFile(data))) {
            known = Math.max(known, history.applied());
        }
        if (known > 0) {
            throw new LogUnreadableException("there is no journal in " + journalDirectory(data) + ", but "
                    + historyFile(data) + " or objects.json know of records up to " + known
                    + ". If the journal is on a disk of its own, mount that; else restore it from a backup."
                    + " To begin again without it, move these two files away");
        }
    }

    /**
     * The history and the copy of the objects hold only what was durable. If one of them is further than the journal, then
     * the journal has lost its end. Its numbers were acknowledged, so they are not given out again.
     */
    private static SegmentLog withLostEndFilled(
            SegmentLog journal, Path data, Config config, SqliteHistory history, HubThreads threads) {
        long known = Math.max(
                knownOf(journal, history.epoch(), history.applied()),
                DrpDialect.copied(data)
                        .map(copy -> knownOf(journal, copy.epoch(), copy.sequence()))
                        .orElse(0L));
        if (known <= journal.last()) {
            return journal;
        }
        LOG.warn(
                "The journal in {} ends at {}, and the history or the copy of the objects have seen records up to {}: its end"
                        + " is lost, as after a restored backup. Empty records take the places of the lost ones, and a new"
                        + " epoch begins behind them: clients who come back are told that their replay is not whole. Lists"
                        + " still show what the history knows. If you have a later backup, stop the server and restore it",
                journalDirectory(data),
                journal.last(),
                known);
        journal.close();
        new SegmentCheck(journalDirectory(data)).goOnAfter(known);
        return openJournal(data, config, threads);
    }

    private static long knownOf(SegmentLog journal, String epoch, long sequence) {
        return epoch.equals(journal.epoch()) ? sequence : 0;
    }

    /** A history of another journal is set aside: it may be all that is left of that one. */
    private static SqliteHistory ofThisJournal(
            SqliteHistory history, SegmentLog journal, Path data, Config config, HubThreads threads) {
        if (history.epoch().isEmpty() || history.applied() <= journal.lastOf(history.epoch())) {
            return history;
        }
        history.close();
        var aside = setHistoryAside(data, "of-another-journal");
        LOG.warn(
                "{} belongs to another journal than the one in {}: it is kept as {}, and a new one is built",
                historyFile(data),
                journalDirectory(data),
                aside);
        return openHistory(data, config, threads);
    }

    /** Gives the history's file another name, for one that is built again. Nobody may have it open. */
    public static Path setHistoryAside(Path data, String why) {
        return SqliteHistory.setAside(historyFile(data), why);
    }

    private static void makePrivate(Path data) {
        try {
            PrivateFiles.createDirectory(data);
            // SQLite gives the files beside it the same permissions.
            PrivateFiles.create(historyFile(data));
            PrivateFiles.tighten(data, OWN);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot use the data directory " + data + ": " + failed, failed);
        }
    }

    static Retention retention(Config config) {
        var age = config.get(Settings.JOURNAL_MAX_AGE);
        long bytes = config.get(Settings.JOURNAL_MAX_BYTES);
        return new Retention(
                age.isZero() ? Retention.FOREVER.maxAge() : age, bytes == 0 ? Long.MAX_VALUE : bytes, Long.MAX_VALUE);
    }

    /** How often retention is looked after; a segment more or less does no harm meanwhile. */
    static final Duration RETENTION_EVERY = Duration.ofSeconds(5);

    @Override
    public void close() {
        log.close();
        history.close();
    }
}
