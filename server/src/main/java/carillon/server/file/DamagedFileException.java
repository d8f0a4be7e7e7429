package carillon.server.file;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of the data directory is empty, truncated or no longer what was written. Whoever meets this never writes over
 * the file: it may be the last copy.
 */
public final class DamagedFileException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    /**
     * Says which file, what is wrong with it, and what to do.
     *
     * @param wayOut sentences in the imperative, the first without a capital
     */
    public DamagedFileException(Path file, String what, String wayOut, @Nullable Throwable cause) {
        super(file + " is damaged (" + what + "): " + wayOut, cause);
    }
}
