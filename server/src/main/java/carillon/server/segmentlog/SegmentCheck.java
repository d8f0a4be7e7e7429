package carillon.server.segmentlog;

import carillon.core.log.Draft;
import carillon.core.log.Entry;
import carillon.core.log.EntryCodec;
import carillon.core.log.LogUnreadableException;
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
     * @throws LogUnreadableException if a server uses the journal, or the disk cannot be read
     */
    public List<SegmentReport> verify() {
        return locked(() -> surveys().stream().map(SegmentSurvey::report).toList());
    }

    /**
     * Rewrites every damaged segment with all of its whole records, and sets the damaged file aside. Records keep their
     * numbers: empty ones take the places of those that are lost. A new epoch begins behind them, so that clients who come
     * back are told that something is missing.
     *
     * @return what was done, a report for each segment that was damaged
     * @throws LogUnreadableException as {@link #verify}; the segments that it did not come to are as they were
     */
    public List<RepairReport> repair() {
        return locked(() -> {
            var surveys = surveys();
            var unfinished = new UnfinishedRepair(disk, directory);
            if (unfinished.isThere()
                    || !surveys.stream().allMatch(survey -> survey.report().sound())) {
                unfinished.begin();
            }
            var repaired = new ArrayList<RepairReport>();
            var before = "";
            for (int i = 0; i < surveys.size(); i++) {
                var survey = surveys.get(i);
                var header = header(surveys, i, before);
                if (!survey.report().sound()) {
                    repaired.add(repair(survey, header));
                }
                before = header.epoch();
            }
            if (unfinished.isThere()) {
                beginEpochBehindLast();
                unfinished.end();
            }
            return repaired;
        });
    }

    /**
     * Begins a new epoch: for a journal that was restored from a backup. Numbers after its end were given out before it was
     * restored, and clients may have them; under a new epoch nobody takes the new records for the old.
     *
     * @throws LogUnreadableException as {@link #verify}, or if the journal is damaged
     */
    public void beginEpoch() {
        locked(() -> {
            beginEpochBehindLast();
            return true;
        });
    }

    /**
     * Goes on after a sequence that the journal reached once, and has lost with its end: empty records fill the places up to
     * it, and a new epoch begins behind. Does nothing if the journal reaches that far.
     *
     * @throws LogUnreadableException as {@link #verify}, or if more is missing than a file or two
     */
    public void goOnAfter(long sequence) {
        locked(() -> {
            var opening = new LogOpening(disk, directory, clock);
            var segments = opening.open().segments();
            if (sequence > segments.last()) {
                refuseToFill(sequence - segments.last(), segments.active().path());
                var active = segments.active();
                opening.beginEpoch(segments, sequence + 1);
                // Dying here leaves a gap that the next start finds, and that `repair` fills in just this way.
                var survey = SegmentSurvey.of(disk, active.path(), sequence + 1);
                repair(survey, survey.header().orElseThrow());
            }
            return true;
        });
    }

    private void beginEpochBehindLast() throws IOException {
        var opening = new LogOpening(disk, directory, clock);
        var segments = opening.open().segments();
        opening.beginEpoch(segments, segments.last() + 1);
    }

    /** The head of a segment, or one that fits between its neighbours if it is damaged. */
    private SegmentFormat.Header header(List<SegmentSurvey> surveys, int index, String before) {
        var survey = surveys.get(index);
        return survey.header().orElseGet(() -> {
            var next = surveys.subList(index + 1, surveys.size()).stream()
                    .flatMap(later -> later.header().stream())
                    .findFirst();
            var epoch = next.map(SegmentFormat.Header::epoch).orElse(before);
            if (next.isPresent() && next.get().previousEpoch().equals(before)) {
                epoch = before;
            }
            epoch = epoch.isEmpty() ? LogOpening.newEpoch() : epoch;
            return new SegmentFormat.Header(epoch, epoch.equals(before) ? "" : before, survey.first(), clock.millis());
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

    private RepairReport repair(SegmentSurvey survey, SegmentFormat.Header header) throws IOException {
        long due = survey.lastDue() - survey.first() + 1;
        long kept = survey.report().records();
        refuseToFill(due - kept, survey.path());
        var fresh = directory.resolve(survey.path().getFileName() + ".repair");
        var aside = directory.resolve(survey.path().getFileName() + ".damaged-" + clock.millis());
        disk.delete(fresh);
        writeWhole(survey, header, fresh);
        copy(survey.path(), aside);
        // Replaces the damaged file in one step: dying before it leaves everything as it was.
        disk.move(fresh, survey.path());
        disk.sync(directory);
        return new RepairReport(survey.path(), aside, kept, due - kept);
    }

    private static void refuseToFill(long missing, Path behind) {
        if (missing > MOST_FILLED) {
            throw new LogUnreadableException(missing + " records after " + behind
                    + " are missing, more than a segment holds; restore the missing files from a backup");
        }
    }

    private void writeWhole(SegmentSurvey survey, SegmentFormat.Header header, Path fresh) throws IOException {
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
            throw new LogUnreadableException(
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
