package carillon.server.segmentlog;

import carillon.core.log.LogUnreadableException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The mark of a repair under way: an empty file that is there from before the first segment is rewritten until the new epoch
 * has begun. Without it, a repair that is killed in between would leave a whole journal under the old epoch, and clients who
 * come back would not be told that records are missing.
 */
record UnfinishedRepair(Disk disk, Path directory) {

    private static final String NAME = "repair.unfinished";

    boolean isThere() throws IOException {
        return disk.list(directory).contains(file());
    }

    void begin() throws IOException {
        if (!isThere()) {
            try (var file = disk.create(file())) {
                file.force();
            }
            disk.sync(directory);
        }
    }

    void end() throws IOException {
        disk.delete(file());
        disk.sync(directory);
    }

    /**
     * For a server that opens the journal.
     *
     * @throws LogUnreadableException if a repair has not come to its end; the message says what to do
     */
    void refuse() throws IOException {
        if (isThere()) {
            throw new LogUnreadableException("a repair of the journal in " + directory
                    + " did not come to its end: run `carillon journal repair` again. It loses nothing more");
        }
    }

    private Path file() {
        return directory.resolve(NAME);
    }
}
