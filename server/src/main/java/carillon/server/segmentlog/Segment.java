package carillon.server.segmentlog;

import carillon.core.log.LogRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * One segment as readers see it: its file, how much of it is durable, and where some of its records stand. The writer
 * grows it, readers add what they find while scanning a segment that was there before the start.
 */
final class Segment {

    /** One place remembered for this many bytes: a thousand entries for a whole segment. */
    static final int INDEX_EVERY_BYTES = 64 * 1024;

    private final Path path;
    private final SegmentFormat.Header header;
    private final ConcurrentSkipListMap<Long, Long> offsets = new ConcurrentSkipListMap<>();
    // Written before the log's last sequence is published, and that is volatile too: whoever sees a sequence sees its
    // bytes.
    private volatile long durableEnd;

    Segment(Path path, SegmentFormat.Header header, long durableEnd) {
        this.path = path;
        this.header = header;
        this.durableEnd = durableEnd;
        offsets.put(header.firstSequence(), (long) SegmentFormat.HEADER_BYTES);
    }

    Path path() {
        return path;
    }

    long firstSequence() {
        return header.firstSequence();
    }

    long createdMillis() {
        return header.createdMillis();
    }

    String epoch() {
        return header.epoch();
    }

    /** The epoch that ended right before this segment; empty if none did. */
    String previousEpoch() {
        return header.previousEpoch();
    }

    long durableEnd() {
        return durableEnd;
    }

    void grow(long end) {
        durableEnd = end;
    }

    /** Nothing after this offset and sequence is there any more. */
    void cutBack(long end, long lastSequence) {
        offsets.tailMap(lastSequence, false).clear();
        offsets.put(header.firstSequence(), (long) SegmentFormat.HEADER_BYTES);
        durableEnd = end;
    }

    boolean isEmpty() {
        return durableEnd == SegmentFormat.HEADER_BYTES;
    }

    /** Remembers where a record stands, if nothing near before it is known. */
    void note(long sequence, long offset) {
        var before = offsets.floorEntry(sequence);
        if (before == null || offset - before.getValue() >= INDEX_EVERY_BYTES) {
            offsets.put(sequence, offset);
        }
    }

    /** Takes in what was written just now: {@link #note} for those records alone that are far enough from the last. */
    void noteAll(List<List<LogRecord>> group) {
        long offset = durableEnd;
        long noted = offsets.lastEntry().getValue();
        for (var records : group) {
            for (var record : records) {
                if (offset - noted >= INDEX_EVERY_BYTES) {
                    offsets.put(record.sequence(), offset);
                    noted = offset;
                }
                offset += SegmentFormat.RECORD_OVERHEAD + record.body().length;
            }
        }
    }

    /** The nearest known place at or before a sequence of this segment. */
    Place before(long sequence) {
        var known = offsets.floorEntry(sequence);
        return known == null
                ? new Place(header.firstSequence(), SegmentFormat.HEADER_BYTES)
                : new Place(known.getKey(), known.getValue());
    }

    /** Where a record stands. */
    record Place(long sequence, long offset) {}
}
