package carillon.sdk.protocol;

import carillon.sdk.event.Json;

/**
 * How a mount point reads and writes (events-protocol section 0).
 *
 * @param dialect whose rules apply
 * @param lenientVersion take {@code "7"} and {@code 7.0} for version 7
 * @param padEnvelope write empty members as {@code {}} and an unknown flowId as {@code ""}; {@code gb} always does
 * @param maxBodyBytes longer bodies are refused: HTTP 413, WebSocket close 1009
 * @param maxDepth how deep a body may nest before it counts as malformed; at most {@link Json#MAX_DEPTH}
 * @param maxBatchItems how many events one batch may hold
 * @param maxBatchDepth how deep batches may nest
 */
public record Options(
        Dialect dialect,
        boolean lenientVersion,
        boolean padEnvelope,
        int maxBodyBytes,
        int maxDepth,
        int maxBatchItems,
        int maxBatchDepth) {

    private static final int EIGHT_MIB = 8 << 20;

    /** The defaults of dialect {@code go}. */
    public static Options go() {
        return new Options(Dialect.GO, true, false, EIGHT_MIB, 200, 1000, 8);
    }

    /** The defaults of dialect {@code gb}. */
    public static Options gb() {
        return new Options(Dialect.GB, true, true, EIGHT_MIB, 200, 1000, 8);
    }

    public Options {
        padEnvelope = padEnvelope || dialect == Dialect.GB;
        if (maxBodyBytes < 1 || maxDepth < 1 || maxBatchItems < 1 || maxBatchDepth < 1) {
            throw new IllegalArgumentException("every limit of the events protocol is at least 1");
        }
        if (maxDepth > Json.MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "nothing here reads JSON deeper than " + Json.MAX_DEPTH + ", so maxDepth cannot be " + maxDepth);
        }
    }

    public Options withLenientVersion(boolean value) {
        return new Options(dialect, value, padEnvelope, maxBodyBytes, maxDepth, maxBatchItems, maxBatchDepth);
    }

    public Options withPadEnvelope(boolean value) {
        return new Options(dialect, lenientVersion, value, maxBodyBytes, maxDepth, maxBatchItems, maxBatchDepth);
    }

    public Options withMaxBodyBytes(int value) {
        return new Options(dialect, lenientVersion, padEnvelope, value, maxDepth, maxBatchItems, maxBatchDepth);
    }

    public Options withMaxDepth(int value) {
        return new Options(dialect, lenientVersion, padEnvelope, maxBodyBytes, value, maxBatchItems, maxBatchDepth);
    }

    public Options withMaxBatch(int items, int depth) {
        return new Options(dialect, lenientVersion, padEnvelope, maxBodyBytes, maxDepth, items, depth);
    }
}
