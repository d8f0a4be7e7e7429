package carillon.server.segmentlog;

import carillon.core.log.LogUnreadableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens before a log can be used: find the segments, check their heads, verify the last one record by record, cut
 * the rest of a write that never finished, and refuse damage. Only the last segment can be torn: the next is begun after
 * everything in this one is on disk.
 */
final class LogOpening {

    private static final Logger LOG = LoggerFactory.getLogger(LogOpening.class);
    private static final int CHUNK_BYTES = 1 << 20;

    private final Disk disk;
    private final Path directory;
    private final InstantSource clock;

    LogOpening(Disk disk, Path directory, InstantSource clock) {
        this.disk = disk;
        this.directory = directory;
        this.clock = clock;
    }

    /** The segments, and where the last record ends. */
    record Opened(String epoch, Segments segments) {}

    Opened open() throws IOException {
        // A process that was killed may have left a name or bytes that only the page cache knows: what is read from
        // here
        // on is served as durable, so it is made so first.
        disk.sync(directory);
        var paths = segmentFiles(disk, directory);
        if (!paths.isEmpty() && unfinished(paths.getLast())) {
            LOG.warn("removed {}: it was being created when the server died, and holds nothing", paths.getLast());
            disk.delete(paths.removeLast());
            disk.sync(directory);
        }
        if (paths.isEmpty()) {
            var segment = create(newEpoch(), 1);
            return new Opened(segment.epoch(), new Segments(List.of(segment), 0));
        }
        return recovered(paths);
    }

    /** Creates an empty segment, durably. Leaves no file behind when that fails. */
    Segment create(String epoch, long firstSequence) throws IOException {
        return create(new SegmentFormat.Header(epoch, firstSequence, clock.millis()));
    }

    /**
     * Begins another epoch, durably, in a segment of its own. Does nothing if the present one has given out no number yet.
     *
     * @param firstSequence its first; more than the next one if records before it are lost, and have to be filled in
     */
    void beginEpoch(Segments segments, long firstSequence) throws IOException {
        var active = segments.active();
        boolean unused = active.isEmpty() && !active.previousEpoch().isEmpty();
        if (unused && active.firstSequence() == firstSequence) {
            return;
        }
        var header = new SegmentFormat.Header(newEpoch(), active.epoch(), firstSequence, clock.millis());
        if (active.firstSequence() < firstSequence) {
            create(header);
        } else {
            replace(active.path(), header);
        }
        LOG.warn("the journal in {} goes on at {} under another epoch", directory, firstSequence);
    }

    /** Gives an empty segment another head, in one step. */
    private void replace(Path path, SegmentFormat.Header header) throws IOException {
        var fresh = path.resolveSibling(path.getFileName() + ".new");
        disk.delete(fresh);
        try (var file = disk.create(fresh)) {
            file.write(header.encode(), 0);
            file.force();
        }
        disk.move(fresh, path);
        disk.sync(directory);
    }

    private Segment create(SegmentFormat.Header header) throws IOException {
        var path = directory.resolve(SegmentFormat.fileName(header.firstSequence()));
        try {
            try (var file = disk.create(path)) {
                file.write(header.encode(), 0);
                file.force();
            }
            disk.sync(directory);
            return new Segment(path, header, SegmentFormat.HEADER_BYTES);
        } catch (IOException failed) {
            disk.delete(path);
            throw failed;
        }
    }

    /** The segment files of a directory, in sequence order. */
    static List<Path> segmentFiles(Disk disk, Path directory) throws IOException {
        var paths = new ArrayList<Path>();
        for (var path : disk.list(directory)) {
            if (SegmentFormat.firstSequence(path).isPresent()) {
                paths.add(path);
            }
        }
        paths.sort(Comparator.comparing(Path::toString));
        return paths;
    }

    private Opened recovered(List<Path> paths) throws IOException {
        var segments = new ArrayList<Segment>();
        for (var path : paths) {
            try (var file = disk.read(path)) {
                var header = SegmentFormat.Header.read(file, path);
                if (header == null
                        || header.firstSequence()
                                != SegmentFormat.firstSequence(path).orElse(0)) {
                    throw damaged(path, 0, "the header is not that of this segment");
                }
                var segment = new Segment(path, header, file.size());
                if (!segments.isEmpty()) {
                    refuseOtherEpoch(segments.getLast(), segment);
                    refuseGap(segments.getLast(), segment.firstSequence());
                }
                segments.add(segment);
            }
        }
        long last = recover(segments.getLast());
        return new Opened(segments.getLast().epoch(), new Segments(segments, last));
    }

    private static void refuseOtherEpoch(Segment before, Segment segment) {
        if (!segment.epoch().equals(before.epoch()) && !segment.previousEpoch().equals(before.epoch())) {
            throw damaged(segment.path(), 0, "it belongs to another journal (epoch " + segment.epoch() + ")");
        }
    }

    /** A missing segment is found here, at the price of one small read for each, and not by the first who reads there. */
    private void refuseGap(Segment segment, long next) throws IOException {
        try (var file = disk.read(segment.path())) {
            if (SegmentEnd.is(file, next - 1)) {
                return;
            }
        }
        var damage = SegmentSurvey.of(disk, segment.path(), next).report().damage();
        throw new LogUnreadableException(segment.path() + " has to end with record " + (next - 1)
                + ", where the next segment begins, and does not: " + String.join("; ", damage)
                + ". A segment is missing or damaged. Restore it from a backup, or run `carillon journal repair`:"
                + " it keeps every whole record, and fills the places of the others");
    }

    /** Verifies the last segment, cuts what is torn, and gives the last sequence. */
    private long recover(Segment segment) throws IOException {
        try (var file = disk.open(segment.path())) {
            long size = file.size();
            var scan = new RecordScan(file, SegmentFormat.HEADER_BYTES, segment.firstSequence(), size, CHUNK_BYTES);
            long goodEnd = SegmentFormat.HEADER_BYTES;
            long goodLast = segment.firstSequence() - 1;
            long seen = goodLast;
            var step = scan.next();
            while (step == RecordScan.Step.RECORD) {
                seen = scan.sequence();
                segment.note(seen, scan.offset());
                if (!scan.continues()) {
                    goodEnd = scan.nextOffset();
                    goodLast = seen;
                }
                step = scan.next();
            }
            refuseDamage(file, segment, scan.offset(), seen + 1);
            if (step == RecordScan.Step.BROKEN || seen > goodLast) {
                LOG.warn(
                        "{}: cut {} bytes after offset {}, the rest of a write that did not finish",
                        segment.path(),
                        size - goodEnd,
                        goodEnd);
            }
            if (size > goodEnd) {
                file.truncate(goodEnd);
            }
            file.force();
            segment.cutBack(goodEnd, goodLast);
            return goodLast;
        }
    }

    private static void refuseDamage(Disk.File file, Segment segment, long offset, long nextSequence)
            throws IOException {
        if (Salvage.of(file, offset).provesDamage(nextSequence)) {
            throw damaged(segment.path(), offset, "record " + nextSequence + " is bad, and whole ones come after it");
        }
    }

    /** A head that was never completed: nothing is written behind a head before it is on disk. */
    private boolean unfinished(Path path) throws IOException {
        try (var file = disk.read(path)) {
            return file.size() <= SegmentFormat.HEADER_BYTES && SegmentFormat.Header.read(file, path) == null;
        }
    }

    private static LogUnreadableException damaged(Path path, long offset, String what) {
        return new LogUnreadableException(path + " is damaged at offset " + offset + ": " + what
                + ". Restore it from a backup, or run `carillon journal repair`: it keeps every whole record");
    }

    static String newEpoch() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
