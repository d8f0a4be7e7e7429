package carillon.server.segmentlog;

import carillon.core.journal.Draft;
import carillon.core.journal.Entry;
import carillon.core.journal.EntryCodec;
import carillon.core.journal.JournalUnreadableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Verifies and repairs a journal while no server uses it: {@code carillon journal verify} and {@code carillon journal
 * repair}. Takes the lock of the directory, so that a running server is never disturbed.
 */
public final class SegmentCheck {

    private static final int BUFFER_BYTES = 1 << 20;
    /** More than a segment can hold: a gap beyond that is a missing file or worse, and filling it would hide that. */
    private static final long MOST_FILLED = 10_000_000;

    private static final Draft LOST = EntryCodec.encode(new Entry.Deleted("", List.of(), false));

    private final Disk disk;
    private final Path directory;
    private final InstantSource clock;

    public SegmentCheck(Path directory) {
        this(new LocalDisk(), directory, InstantSource.system());
    }

    SegmentCheck(Disk disk, Path directory, InstantSource clock) {
        this.disk = disk;
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * Reads every record of every segment. Changes nothing.
     *
     * @throws JournalUnreadableException if a server uses the journal, or the disk cannot be read
     */
    public List<SegmentReport> verify() {
        return locked(() -> surveys().stream().map(SegmentSurvey::report).toList());
    }

    /**
     * Rewrites every damaged segment with all of its whole records, and sets the damaged file aside. Records keep their
     * numbers: empty ones take the places of those that are lost.
     *
     * @return what was done, a report for each segment that was damaged
     * @throws JournalUnreadableException as {@link #verify}; the segments that it did not come to are as they were
     */
    public List<RepairReport> repair() {
        return locked(() -> {
            var surveys = surveys();
            var epoch = surveys.stream()
                    .flatMap(survey -> survey.header().stream())
                    .map(SegmentFormat.Header::epoch)
                    .findFirst()
                    .orElseGet(LogOpening::newEpoch);
            var repaired = new ArrayList<RepairReport>();
            for (var survey : surveys) {
                if (!survey.report().sound()) {
                    repaired.add(repair(survey, epoch));
                }
            }
            return repaired;
        });
    }

    private List<SegmentSurvey> surveys() throws IOException {
        var paths = LogOpening.segmentFiles(disk, directory);
        var surveys = new ArrayList<SegmentSurvey>();
        for (int i = 0; i < paths.size(); i++) {
            long next = i + 1 < paths.size()
                    ? SegmentFormat.firstSequence(paths.get(i + 1)).orElseThrow()
                    : 0;
            surveys.add(SegmentSurvey.of(disk, paths.get(i), next));
        }
        return surveys;
    }

    private RepairReport repair(SegmentSurvey survey, String epoch) throws IOException {
        long due = survey.lastDue() - survey.first() + 1;
        long kept = survey.report().records();
        if (due - kept > MOST_FILLED) {
            throw new JournalUnreadableException((due - kept) + " records after " + survey.path()
                    + " are missing, more than a segment holds; restore the missing files from a backup");
        }
        var fresh = directory.resolve(survey.path().getFileName() + ".repair");
        var aside = directory.resolve(survey.path().getFileName() + ".damaged-" + clock.millis());
        disk.delete(fresh);
        writeWhole(survey, epoch, fresh);
        copy(survey.path(), aside);
        // Replaces the damaged file in one step: dying before it leaves everything as it was.
        disk.move(fresh, survey.path());
        disk.sync(directory);
        return new RepairReport(survey.path(), aside, kept, due - kept);
    }

    private void writeWhole(SegmentSurvey survey, String epoch, Path fresh) throws IOException {
        var header = survey.header().orElseGet(() -> new SegmentFormat.Header(epoch, survey.first(), clock.millis()));
        var config = SegmentLogConfig.in(directory).withExtendBytes(0);
        try (var from = disk.read(survey.path());
                var file = disk.create(fresh)) {
            file.write(header.encode(), 0);
            var target =
                    new SegmentFile(file, SegmentFormat.HEADER_BYTES, config, ByteBuffer.allocateDirect(BUFFER_BYTES));
            var filler = new Filler(target, survey.first(), header.createdMillis());
            for (var run : survey.runs()) {
                filler.fillTo(run.firstSequence());
                filler.copy(new RecordScan(from, run.offset(), run.firstSequence(), from.size(), BUFFER_BYTES), run);
            }
            filler.fillTo(survey.lastDue() + 1);
            target.commit();
        }
    }

    private void copy(Path from, Path to) throws IOException {
        try (var source = disk.read(from);
                var target = disk.create(to)) {
            var part = ByteBuffer.allocate(BUFFER_BYTES);
            for (long at = 0; at < source.size(); at += part.limit()) {
                source.read(part.clear(), at);
                target.write(part.flip(), at);
            }
            target.force();
        }
    }

    private <T> T locked(Work<T> work) {
        try {
            var held = DirectoryLock.take(directory);
            try {
                return work.run();
            } finally {
                held.close();
            }
        } catch (IOException failed) {
            throw new JournalUnreadableException(
                    "the journal in " + directory + " cannot be checked: " + failed.getMessage(), failed);
        }
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    /** Puts records one after the other, and empty ones where some are missing. */
    private static final class Filler {
        private final SegmentFile target;
        private long next;
        private long lastMillis;

        Filler(SegmentFile target, long first, long firstMillis) {
            this.target = target;
            this.next = first;
            this.lastMillis = firstMillis;
        }

        void fillTo(long sequence) throws IOException {
            while (next < sequence) {
                put(LOST);
            }
        }

        void copy(RecordScan scan, SegmentSurvey.Run run) throws IOException {
            while (next <= run.lastSequence() && scan.next() == RecordScan.Step.RECORD) {
                lastMillis = scan.timeMillis();
                var record = scan.record();
                put(new Draft(record.kind(), record.body()));
            }
        }

        private void put(Draft draft) throws IOException {
            target.put(next, lastMillis, SegmentFormat.STARTS_WRITE, draft);
            next++;
        }
    }
}
