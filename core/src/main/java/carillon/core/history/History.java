package carillon.core.history;

import carillon.core.log.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Port: the searchable index over the log. Fed by one thread, asked by many; every call may block on disk. Holds
 * nothing that cannot be rebuilt by applying the log again from its first record.
 */
public interface History extends AutoCloseable {

    /** The epoch of the log that this history was built from; empty if nothing was applied yet. */
    String epoch();

    /** The last sequence taken in; 0 if none. */
    long applied();

    /**
     * Takes in records of the log, in order, in one transaction. Records at or before {@link #applied()} are skipped,
     * so that replaying some after a crash does no harm.
     */
    void apply(String epoch, List<LogRecord> records);

    /** The log goes on under another epoch, and everything that was taken in so far is still in it. */
    void continueAs(String epoch);

    /**
     * Mends what an earlier call found broken, which may take {@link #applied()} back as far as 0. For the thread that
     * applies, before it reads the log; costs next to nothing while all is well.
     *
     * @throws HistoryUnavailableException if it stays broken
     */
    default void mend() {}

    /** Forgets everything, to be built anew. */
    void clear();

    /** Waits until a sequence was taken in; false if that took longer. Whoever published can then read. */
    boolean await(long sequence, Duration atMost) throws InterruptedException;

    HistoryPage query(HistoryQuery query);

    /**
     * All events that the viewer may see and has not dismissed. Costs the same however many there are, but for types of
     * which the viewer's claims show some keys and not others.
     */
    HistoryCounts counts(Viewer viewer);

    /** Types that the viewer has events of, sorted, and all actions, by the same visibility as a query. */
    EventTypes types(Viewer viewer);

    /** The event with this id, if the viewer may see it. */
    default Optional<HistoryItem> find(String eventId, Viewer viewer) {
        return Optional.ofNullable(find(Set.of(eventId), viewer, 1).get(eventId));
    }

    /**
     * Those of these events, by their ids, that the viewer may see and has not dismissed. Of events that share an id the
     * last one.
     *
     * @param maxBytes no more are given when they hold so many bytes together; one is given whatever it holds
     */
    Map<String, HistoryItem> find(Set<String> eventIds, Viewer viewer, int maxBytes);

    /** With the bytes of a page at most. */
    default Map<String, HistoryItem> find(Set<String> eventIds, Viewer viewer) {
        return find(eventIds, viewer, HistoryQuery.PAGE_BYTES);
    }

    /** The ids of all of these events that the viewer may see and has not dismissed: what the viewer may change. */
    Set<String> visible(Set<String> eventIds, Viewer viewer);

    /** Ids of events of all owners whose time is before this, oldest first, at most {@code max}: for retention. */
    List<String> expired(Instant before, int max);

    /**
     * Ids of events that owners have above their quota, at most {@code max}: read ones before unread, oldest first.
     * Events without an owner count for nobody.
     */
    List<String> surplus(int perOwner, int max);

    @Override
    void close();

    /** Sorted, without repeats. */
    record EventTypes(List<String> types, List<String> actions) {}
}
