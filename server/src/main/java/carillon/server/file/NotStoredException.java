package carillon.server.file;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.error.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file could not be written. What it held before is still there, and so is what the caller knew before. */
public final class NotStoredException extends RefusedException {

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(NotStoredException.class);

    private NotStoredException(Refusal told, IOException cause) {
        super(told, cause);
    }

    /** Says in the log what failed: whoever is refused learns no path of this machine. */
    static NotStoredException of(Path path, IOException failed) {
        var cause = DiskFullException.orSame(failed);
        LOG.warn("cannot write {}", path, cause);
        var told = cause instanceof DiskFullException
                ? new Refusal(
                        ErrorCode.STORAGE_FULL,
                        "the server's disk is full and nothing was changed; repeat the request when there is room")
                : new Refusal(
                        ErrorCode.STORAGE_FAILED,
                        "writing to the disk failed and nothing was changed; the log says why");
        return new NotStoredException(told, cause);
    }
}
