package carillon.server.segmentlog;

import java.io.IOException;

/** No room on the disk, or a quota is used up: the one failure of a write that passes by itself. */
public final class DiskFullException extends IOException {

    private static final long serialVersionUID = 1;

    public DiskFullException(String message) {
        super(message);
    }

    public DiskFullException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
