package carillon.server.segmentlog;

import carillon.core.log.Draft;
import carillon.core.log.Log;
import carillon.core.log.LogRecord;
import carillon.core.log.RecordKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What the tests of this package do to journals and their files. */
final class SegmentFiles {

    private SegmentFiles() {}

    static SegmentLog open(Path directory, long segmentBytes) {
        return open(directory, segmentBytes, new LocalDisk());
    }

    static SegmentLog open(Path directory, long segmentBytes, Disk disk) {
        var config = SegmentLogConfig.in(directory)
                .withSegmentBytes(segmentBytes)
                .withExtendBytes(4096)
                .withTailRecords(1);
        return SegmentLog.open(config, disk, InstantSource.system());
    }

    static Draft draft(String text) {
        return new Draft(RecordKind.EVENT, text.getBytes(StandardCharsets.UTF_8));
    }

    static List<String> texts(Log journal) {
        return records(journal).stream()
                .map(record -> new String(record.body(), StandardCharsets.UTF_8))
                .toList();
    }

    static List<LogRecord> records(Log journal) {
        var all = new ArrayList<LogRecord>();
        var next = journal.readAfter(0, 100);
        while (!next.isEmpty()) {
            all.addAll(next);
            next = journal.readAfter(next.getLast().sequence(), 100);
        }
        return all;
    }

    static List<Path> in(Path directory) throws IOException {
        return LogOpening.segmentFiles(new LocalDisk(), directory);
    }

    static void cut(Path file, long size) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }
}
