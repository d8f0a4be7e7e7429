package carillon.server.segmentlog;

import carillon.core.log.LogRecord;
import carillon.core.log.LogUnreadableException;
import carillon.core.log.PositionGoneException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what is durable. Any thread.
 *
 * <p>Every read opens the file for itself. A channel that is shared would be closed under everybody by the first reader
 * who is interrupted, and opening costs 20 µs against the thousands of records of a read; who follows closely is served
 * from memory anyway. A file that retention removes meanwhile stays readable for whoever has it open.
 */
final class LogReader {

    static final int MAX_RECORDS = 10_000;

    /** A result stops growing here, so that a reader of large records needs no more memory than one of small ones. */
    private static final long MAX_RESULT_BYTES = 4L << 20;

    private static final int CHUNK_BYTES = 256 * 1024;

    private final Disk disk;
    private final Segments segments;
    private final Tail tail;

    LogReader(Disk disk, Segments segments, Tail tail) {
        this.disk = disk;
        this.segments = segments;
        this.tail = tail;
    }

    List<LogRecord> readAfter(long after, int max) {
        if (after < 0 || max < 1 || max > MAX_RECORDS) {
            throw new IllegalArgumentException("after " + after + ", max " + max + " (1 to " + MAX_RECORDS + ")");
        }
        long last = segments.last();
        while (true) {
            var snapshot = segments.all();
            long oldest = snapshot.getFirst().firstSequence();
            if (after != 0 && after + 1 < oldest) {
                throw new PositionGoneException(after, oldest);
            }
            long first = Math.max(after + 1, oldest);
            if (first > last) {
                return List.of();
            }
            var near = tail.read(first, max);
            if (near != null) {
                return near;
            }
            var segment = Segments.holding(snapshot, first);
            try {
                return read(segment, first, max, last);
            } catch (NoSuchFileException removed) {
                // Retention was faster: look again, and then the position is gone or the oldest is another.
                if (segments.all().getFirst().firstSequence() <= segment.firstSequence()) {
                    throw new LogUnreadableException(
                            segment.path() + " is missing; restore it, or run `carillon journal repair`", removed);
                }
            } catch (IOException failed) {
                throw new LogUnreadableException(
                        "reading " + segment.path() + " failed: " + failed.getMessage(), failed);
            }
        }
    }

    private List<LogRecord> read(Segment segment, long first, int max, long last) throws IOException {
        try (var file = disk.read(segment.path())) {
            var place = segment.before(first);
            var scan = new RecordScan(file, place.offset(), place.sequence(), segment.durableEnd(), CHUNK_BYTES);
            var records = new ArrayList<LogRecord>(Math.min(max, 1024));
            long bytes = 0;
            long noted = place.offset();
            while (records.size() < max && bytes < MAX_RESULT_BYTES && step(scan, segment, last)) {
                if (scan.offset() - noted >= Segment.INDEX_EVERY_BYTES) {
                    noted = scan.offset();
                    segment.note(scan.sequence(), noted);
                }
                if (scan.sequence() >= first) {
                    records.add(scan.record());
                    bytes += scan.bytes();
                }
            }
            if (records.isEmpty()) {
                throw damaged(segment, scan, "record " + first + " is missing");
            }
            return records;
        }
    }

    private static boolean step(RecordScan scan, Segment segment, long last) throws IOException {
        return switch (scan.next()) {
            case RECORD -> scan.sequence() <= last;
            case END -> false;
            case BROKEN -> throw damaged(segment, scan, "these bytes are no record");
        };
    }

    private static LogUnreadableException damaged(Segment segment, RecordScan scan, String what) {
        return new LogUnreadableException(segment.path() + " is damaged at offset " + scan.offset() + ": " + what
                + ". Stop the server and run `carillon journal repair`: it keeps every whole record");
    }
}
