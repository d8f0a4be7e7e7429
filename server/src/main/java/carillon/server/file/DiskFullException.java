package carillon.server.file;

import java.io.IOException;
import java.util.Locale;

/** No room on the disk, or a quota is used up: the one failure of a write that passes by itself. */
public final class DiskFullException extends IOException {

    private static final long serialVersionUID = 1;

    public DiskFullException(String message) {
        super(message);
    }

    private DiskFullException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    /** The failure as one of this class if it says that the disk is full, else as it is. */
    public static IOException orSame(IOException failed) {
        // Java keeps no errno: ENOSPC and EDQUOT can be told by the C library's texts alone.
        var message = String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = message.contains("no space left") || message.contains("quota exceeded");
        return full && !(failed instanceof DiskFullException) ? new DiskFullException(failed) : failed;
    }
}
