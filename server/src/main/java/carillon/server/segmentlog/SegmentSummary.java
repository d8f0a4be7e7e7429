package carillon.server.segmentlog;

/**
 * One segment in a few numbers.
 *
 * @param lastSequence one less than the first if the segment is empty
 * @param createdMillis when it was begun: no record in it is older
 */
public record SegmentSummary(long firstSequence, long lastSequence, long bytes, long createdMillis) {}
