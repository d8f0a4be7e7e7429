package carillon.core.history;

import carillon.core.error.ErrorCode;
import carillon.core.error.RefusedException;
import carillon.sdk.event.Severity;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events, in which order, and how many. An empty set means "any"; a null means "not asked".
 *
 * <p>The constructor refuses sets and texts over {@link #MOST_VALUES} and {@link #MOST_TEXT} with a {@link RefusedException}: each is compared
 * with each row, in every dialect.
 *
 * @param viewer who asks
 * @param owners names of users that events are addressed to; {@link #EVERYONE} for those that are addressed to all
 * @param read only read ({@code true}) or unread ({@code false}) events of the viewer
 * @param text substring of the description, case-insensitive
 * @param since inclusive, until exclusive, by event time
 * @param order by what
 * @param descending newest or heaviest first
 * @param limit between 1 and 1 000
 * @param maxBytes the page ends before the events in it hold more bytes than this together. The first event is in it
 *     whatever it holds, or nobody would get past it
 */
public record HistoryQuery(
        Viewer viewer,
        Set<String> types,
        Set<String> actions,
        Set<String> keys,
        Set<Severity> severities,
        Set<String> owners,
        Set<String> sources,
        Set<String> operations,
        @Nullable Boolean read,
        @Nullable String text,
        @Nullable Instant since,
        @Nullable Instant until,
        Order order,
        boolean descending,
        long offset,
        int limit,
        int maxBytes) {

    /** What a page holds unless its caller says otherwise. */
    public static final int PAGE_BYTES = 4 << 20;

    /** In one set. */
    public static final int MOST_VALUES = 1_000;

    /** Characters of all values and of the text together. */
    public static final int MOST_TEXT = 262_144;

    /** What the answer is sorted by; equal values by sequence. */
    public enum Order {
        SEQUENCE,
        TIME,
        SEVERITY,
        TYPE,
        ACTION,
        DESCRIPTION,
        /** By when the viewer's read state last changed. */
        UPDATED,
        /** Unread before read when ascending. */
        STATUS
    }

    /** Among the owners: events without one. */
    public static final String EVERYONE = "";

    public HistoryQuery {
        bounded("types", types);
        bounded("actions", actions);
        bounded("keys", keys);
        bounded("owners", owners);
        bounded("sources", sources);
        bounded("operations", operations);
        if (length(types)
                        + length(actions)
                        + length(keys)
                        + length(owners)
                        + length(sources)
                        + length(operations)
                        + (text == null ? 0 : text.length())
                > MOST_TEXT) {
            throw new RefusedException(
                    ErrorCode.MALFORMED_REQUEST,
                    "a query may have " + MOST_TEXT
                            + " characters in all its values and its text together; ask for fewer at a time");
        }
        types = Set.copyOf(types);
        actions = Set.copyOf(actions);
        keys = Set.copyOf(keys);
        severities = Set.copyOf(severities);
        owners = Set.copyOf(owners);
        sources = Set.copyOf(sources);
        operations = Set.copyOf(operations);
        if (limit < 1 || limit > 1_000 || offset < 0) {
            throw new IllegalArgumentException("limit is 1 to 1000 and offset not negative: " + limit + ", " + offset);
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("a page of " + maxBytes + " bytes");
        }
    }

    private static void bounded(String name, Set<String> values) {
        if (values.size() > MOST_VALUES) {
            throw new RefusedException(
                    ErrorCode.MALFORMED_REQUEST,
                    "a query may name " + MOST_VALUES + " " + name + ", and this one names " + values.size()
                            + "; ask for fewer at a time");
        }
    }

    private static long length(Set<String> values) {
        return values.stream().mapToLong(String::length).sum();
    }

    /** Everything that the viewer may see, newest first, first page. */
    public static HistoryQuery of(Viewer viewer) {
        return newest(viewer, Set.of(), Set.of(), 25);
    }

    /** The newest of these types, addressed to these owners. */
    public static HistoryQuery newest(Viewer viewer, Set<String> types, Set<String> owners, int limit) {
        return new HistoryQuery(
                viewer,
                types,
                Set.of(),
                Set.of(),
                Set.of(),
                owners,
                Set.of(),
                Set.of(),
                null,
                null,
                null,
                null,
                Order.SEQUENCE,
                true,
                0,
                limit,
                PAGE_BYTES);
    }

    /** The same, another page. */
    public HistoryQuery page(long newOffset, int newLimit) {
        return page(newOffset, newLimit, maxBytes);
    }

    /** The same, another page of another size. */
    public HistoryQuery page(long newOffset, int newLimit, int newMaxBytes) {
        return new HistoryQuery(
                viewer,
                types,
                actions,
                keys,
                severities,
                owners,
                sources,
                operations,
                read,
                text,
                since,
                until,
                order,
                descending,
                newOffset,
                newLimit,
                newMaxBytes);
    }
}
