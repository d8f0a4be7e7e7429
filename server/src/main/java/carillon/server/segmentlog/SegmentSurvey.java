package carillon.server.segmentlog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One segment read from front to back, over damaged places as well: the stretches of whole records, and what is wrong
 * between them. One thread.
 */
final class SegmentSurvey {

    private static final int CHUNK_BYTES = 1 << 20;

    /** A stretch of whole records with consecutive sequences. */
    record Run(long offset, long firstSequence, long lastSequence) {

        long records() {
            return lastSequence - firstSequence + 1;
        }
    }

    private final Path path;
    private final long first;
    private final long next;
    private final List<Run> runs = new ArrayList<>();
    private final List<String> damage = new ArrayList<>();
    private Optional<SegmentFormat.Header> header = Optional.empty();
    private long tornBytes;
    private long size;

    private SegmentSurvey(Path path, long next) {
        this.path = path;
        this.first = SegmentFormat.firstSequence(path).orElseThrow();
        this.next = next;
    }

    /**
     * Reads a segment.
     *
     * @param next the first sequence of the segment behind it, 0 if it is the last
     */
    static SegmentSurvey of(Disk disk, Path path, long next) throws IOException {
        var survey = new SegmentSurvey(path, next);
        try (var file = disk.read(path)) {
            survey.size = file.size();
            survey.readHeader(file);
            survey.readRecords(file);
        }
        return survey;
    }

    Optional<SegmentFormat.Header> header() {
        return header;
    }

    List<Run> runs() {
        return runs;
    }

    Path path() {
        return path;
    }

    long first() {
        return first;
    }

    /** The last sequence that this segment has to hold: up to the next segment, or what is whole in the last one. */
    long lastDue() {
        return next == 0 ? lastWhole() : next - 1;
    }

    SegmentReport report() {
        long records = runs.stream().mapToLong(Run::records).sum();
        return new SegmentReport(path, first, lastWhole(), records, size, tornBytes, damage);
    }

    private long lastWhole() {
        return runs.isEmpty() ? first - 1 : runs.getLast().lastSequence();
    }

    private void readHeader(Disk.File file) throws IOException {
        var read = SegmentFormat.Header.read(file, path);
        header = Optional.ofNullable(read).filter(h -> h.firstSequence() == first);
        if (header.isEmpty()) {
            damage.add("offset 0: the header is bad");
        }
    }

    private void readRecords(Disk.File file) throws IOException {
        var start = Optional.of(new Salvage.Found(SegmentFormat.HEADER_BYTES, first, true));
        while (start.isPresent()) {
            start = readRun(file, start.get());
        }
        if (next != 0 && lastWhole() < next - 1) {
            damage.add("end: " + lost(lastWhole() + 1, next - 1));
        }
    }

    /** Reads whole records from one on, and gives the first behind the bad bytes that stop it. */
    private Optional<Salvage.Found> readRun(Disk.File file, Salvage.Found from) throws IOException {
        var scan = new RecordScan(file, from.offset(), from.sequence(), size, CHUNK_BYTES);
        long sequence = from.sequence();
        while (sequence != next && scan.next() == RecordScan.Step.RECORD) {
            sequence++;
        }
        if (sequence > from.sequence()) {
            runs.add(new Run(from.offset(), from.sequence(), sequence - 1));
        }
        return sequence == next ? Optional.empty() : behind(Salvage.of(file, scan.offset()), scan.offset(), sequence);
    }

    private Optional<Salvage.Found> behind(Salvage salvage, long offset, long sequence) {
        if (next == 0 && !salvage.provesDamage(sequence)) {
            tornBytes = salvage.bytesBeforeZeros();
            return Optional.empty();
        }
        var found = salvage.next(offset, sequence).filter(record -> next == 0 || record.sequence() < next);
        found.ifPresent(record -> damage.add("offset " + offset + ": " + lost(sequence, record.sequence() - 1)));
        return found;
    }

    private static String lost(long from, long to) {
        if (from > to) {
            return "bad bytes, no record is lost";
        }
        return from == to ? "record " + from + " is lost" : "records " + from + " to " + to + " are lost";
    }
}
