package carillon.server.segmentlog;

import carillon.core.log.Log;
import carillon.testkit.log.LogContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

/** With segments so small that every test crosses from one to the next. */
class SegmentLogContractTest extends LogContract {

    @TempDir
    private Path temp;

    private final FaultyDisk disk = new FaultyDisk();

    @Override
    protected Log open() {
        var config = SegmentLogConfig.in(temp.resolve("journal"))
                .withSegmentBytes(512)
                .withTailRecords(tailRecords());
        return SegmentLog.open(config, disk, InstantSource.system());
    }

    /** The smallest tail there is: nearly every read goes to disk. */
    int tailRecords() {
        return 1;
    }

    @Override
    protected void lose() throws IOException {
        try (var files = Files.list(temp.resolve("journal"))) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    protected void storageFull(boolean full) {
        disk.room(full ? 30 : Long.MAX_VALUE);
    }

    @Override
    protected int recordsThatFillASegment() {
        return 20;
    }
}
