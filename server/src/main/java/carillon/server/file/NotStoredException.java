package carillon.server.file;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;

/** A file could not be written. What it held before is still there, and so is what the caller knew before. */
public final class NotStoredException extends UncheckedIOException {

    private static final long serialVersionUID = 1;

    NotStoredException(Path path, IOException failed) {
        super("cannot write " + path + ": " + failed, DiskFullException.orSame(failed));
    }

    /** What a caller is told. */
    public Refusal refusal() {
        return Objects.requireNonNull(getCause()) instanceof DiskFullException
                ? new Refusal(
                        ErrorCode.STORAGE_FULL,
                        "the server's disk is full and nothing was changed; repeat the request when there is room")
                : new Refusal(
                        ErrorCode.STORAGE_FAILED,
                        "writing to the disk failed and nothing was changed; the log says why");
    }
}
