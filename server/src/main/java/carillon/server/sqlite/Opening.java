package carillon.server.sqlite;

import carillon.core.history.HistoryUnavailableException;
import carillon.server.file.DurableFile;
import carillon.server.file.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the file for its writer. A file that is provably damaged is put aside and a new one begun. A file that is locked,
 * cannot be read, or was written by a newer version is left alone: it is good, and only a person knows what to do.
 */
final class Opening {

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    /** More would fill the disk, and a disk that damages this many files is broken. */
    private static final int MOST_ASIDE = 3;

    private static final String DAMAGED = "damaged";

    private static final int HEADER = 100;
    private static final int PAGE_SIZE_AT = 16;
    private static final int CHANGES_AT = 24;
    private static final int PAGES_AT = 28;
    private static final int PAGES_VALID_FOR_AT = 92;

    private Opening() {}

    /**
     * Opens or creates the file.
     *
     * @throws HistoryUnavailableException if it is locked, newer, or the disk refuses
     */
    static Connection open(Database database) {
        try {
            return openWhole(database);
        } catch (SQLException failed) {
            if (!Faults.isDamage(failed)) {
                throw Faults.unavailable(database.file(), failed);
            }
            putAside(database.file(), String.valueOf(failed.getMessage()));
            return openNew(database);
        }
    }

    private static Connection openNew(Database database) {
        try {
            return openWhole(database);
        } catch (SQLException failed) {
            throw Faults.unavailable(database.file(), failed);
        }
    }

    /** Opens the file as it is; fails with damage if that shows now. */
    static Connection openWhole(Database database) throws SQLException {
        boolean lacksPages = lacksPages(database.file());
        var connection = database.writer();
        boolean whole = false;
        try {
            Database.migrate(database.file(), connection);
            if (lacksPages) {
                Database.checkPages(connection);
            }
            Database.checkTransactions(connection);
            connection.commit();
            whole = true;
            return connection;
        } finally {
            if (!whole) {
                connection.close();
            }
        }
    }

    /**
     * Whether the file is shorter than its header says. A crash in a checkpoint does that, too, while the write-ahead log
     * has the missing pages; so this is a suspicion, and cheap enough for each start.
     */
    private static boolean lacksPages(Path file) {
        if (!Files.exists(file)) {
            return false;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var header = ByteBuffer.allocate(HEADER);
            if (channel.read(header, 0) < HEADER || header.getInt(CHANGES_AT) != header.getInt(PAGES_VALID_FOR_AT)) {
                return false;
            }
            int size = Short.toUnsignedInt(header.getShort(PAGE_SIZE_AT));
            long pages = Integer.toUnsignedLong(header.getInt(PAGES_AT));
            // 65536 does not fit in two bytes and is written as 1.
            return channel.size() < pages * (size == 1 ? 65_536 : size);
        } catch (IOException unreadable) {
            throw new HistoryUnavailableException(
                    file.getFileName() + " cannot be read. Check the disk and the rights of the file", unreadable);
        }
    }

    /** Keeps a damaged file under another name. No connection to it may be open. */
    static void putAside(Path file, String reason) {
        refuseTooMany(file);
        var aside = setAside(file, DAMAGED);
        LOG.error(
                "{} is damaged ({}). It is kept as {}, and a new one is built from the journal."
                        + " Events that retention has removed from the journal are in the old file only",
                file,
                reason,
                aside.getFileName());
    }

    /** Gives the file and its write-ahead log another name, and makes an empty one that only the server's user may read. */
    static Path setAside(Path file, String why) {
        var aside = new DurableFile(file).setAside(why);
        var log = new DurableFile(Path.of(file + "-wal"));
        try {
            if (Files.exists(log.path())) {
                log.moveTo(Path.of(aside + "-wal"));
            }
            // Holds nothing that is not in the two others.
            Files.deleteIfExists(Path.of(file + "-shm"));
            PrivateFiles.create(file);
            return aside;
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot replace " + file, failed);
        }
    }

    private static void refuseTooMany(Path file) {
        var directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        try (var beside = Files.newDirectoryStream(directory, file.getFileName() + "." + DAMAGED + "-*[0-9]")) {
            int count = 0;
            for (var _ : beside) {
                count++;
            }
            if (count >= MOST_ASIDE) {
                throw new HistoryUnavailableException(file.getFileName() + " is damaged, and " + count
                        + " damaged copies are kept beside it. Check the disk, then remove the copies");
            }
        } catch (IOException | DirectoryIteratorException failed) {
            throw new HistoryUnavailableException("the directory of " + file.getFileName() + " cannot be read", failed);
        }
    }
}
