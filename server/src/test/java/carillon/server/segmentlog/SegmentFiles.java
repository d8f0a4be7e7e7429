package carillon.server.segmentlog;

import carillon.core.journal.Draft;
import carillon.core.journal.Journal;
import carillon.core.journal.JournalRecord;
import carillon.core.journal.RecordKind;
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

    static List<String> texts(Journal journal) {
        return records(journal).stream()
                .map(record -> new String(record.body(), StandardCharsets.UTF_8))
                .toList();
    }

    static List<JournalRecord> records(Journal journal) {
        var all = new ArrayList<JournalRecord>();
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
