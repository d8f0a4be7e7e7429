package carillon.server.app;

import carillon.server.config.Config;
import carillon.server.config.Settings;
import carillon.server.file.PrivateFiles;
import carillon.server.segmentlog.LocalDisk;
import carillon.server.segmentlog.Retention;
import carillon.server.segmentlog.SegmentLog;
import carillon.server.segmentlog.SegmentLogConfig;
import carillon.server.sqlite.SqliteHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Where a data directory keeps what, and the stores in it. */
public record Storage(SegmentLog journal, SqliteHistory history) implements AutoCloseable {

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

    static Storage open(Path data, Config config) {
        makePrivate(data);
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
    static final Duration RETENTION_EVERY = Duration.ofMinutes(1);

    @Override
    public void close() {
        journal.close();
        history.close();
    }
}
