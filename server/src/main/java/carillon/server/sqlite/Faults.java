package carillon.server.sqlite;

import carillon.core.history.HistoryUnavailableException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What SQLite's result codes mean for an operator. */
final class Faults {

    private static final int PERM = 3;
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int READONLY = 8;
    private static final int INTERRUPT = 9;
    private static final int IOERR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANTOPEN = 14;
    private static final int NOTADB = 26;

    private Faults() {}

    /** Whether the bytes of the file are wrong, which no retry mends. Everything else may pass or be mended by a person. */
    static boolean isDamage(SQLException failed) {
        return code(failed) == CORRUPT || code(failed) == NOTADB;
    }

    /** Whether a progress handler stopped the statement. */
    static boolean isInterrupt(SQLException failed) {
        return code(failed) == INTERRUPT;
    }

    /** For what this package finds out by itself. */
    static SQLException damage(String what) {
        return new SQLException(what, "", CORRUPT);
    }

    /** The innermost failure of SQLite among the causes, or null. */
    static @Nullable SQLException in(Throwable failed) {
        SQLException found = null;
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                found = sql;
            }
        }
        return found;
    }

    /** Names the file without its directory: callers of any interface read it. */
    static HistoryUnavailableException unavailable(Path file, SQLException failed) {
        var name = String.valueOf(file.getFileName());
        var detail = switch (code(failed)) {
            case BUSY, LOCKED ->
                name + " is locked by another process. Stop that process, for example a backup or a sqlite3 shell";
            case FULL -> name + " cannot grow because the disk is full. Make room";
            case READONLY, PERM, CANTOPEN ->
                name + " cannot be opened for writing. Check the owner and the rights of the file and its directory ("
                        + failed.getMessage() + ")";
            case IOERR -> name + " cannot be read or written. Check the disk (" + failed.getMessage() + ")";
            case CORRUPT, NOTADB -> name + " is damaged (" + failed.getMessage() + ")";
            default -> name + " failed: " + failed.getMessage();
        };
        return new HistoryUnavailableException(detail, failed);
    }

    /** The primary code; SQLite keeps details in the bits above. */
    private static int code(SQLException failed) {
        return failed.getErrorCode() & 0xff;
    }
}
