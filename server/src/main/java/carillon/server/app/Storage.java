package carillon.server.app;

import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.segmentlog.LocalDisk;
import carillon.server.segmentlog.Retention;
import carillon.server.segmentlog.SegmentLog;
import carillon.server.segmentlog.SegmentLogConfig;
import carillon.server.sqlite.SqliteHistory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** Where a data directory keeps what, and the stores in it. */
public record Storage(SegmentLog journal, SqliteHistory history) implements AutoCloseable {

    public static Path journalDirectory(Path data) {
        return data.resolve("journal");
    }

    public static Path historyFile(Path data) {
        return data.resolve("history.db");
    }

    static Storage open(Path data, Config config) {
        var journal = SegmentLog.open(
                SegmentLogConfig.in(journalDirectory(data)).withSegmentBytes(config.get(Settings.JOURNAL_SEGMENT)),
                new LocalDisk(),
                InstantSource.system());
        try {
            return new Storage(journal, SqliteHistory.open(historyFile(data)));
        } catch (RuntimeException failed) {
            journal.close();
            throw failed;
        }
    }

    static Retention retention(Config config) {
        var age = config.get(Settings.JOURNAL_MAX_AGE);
        long bytes = config.get(Settings.JOURNAL_MAX_BYTES);
        return new Retention(
                age.isZero() ? Retention.FOREVER.maxAge() : age, bytes == 0 ? Long.MAX_VALUE : bytes, Long.MAX_VALUE);
    }

    /** How often retention is looked after; a segment more or less does no harm meanwhile. */
    static final Duration RETENTION_EVERY = Duration.ofMinutes(1);

    @Override
    public void close() {
        journal.close();
        history.close();
    }
}
