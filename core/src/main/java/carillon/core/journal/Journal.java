package carillon.core.journal;

import carillon.sdk.event.Position;
import java.util.List;

/**
 * Port: the ordered, durable log. Sequences are 1, 2, 3 … without holes; many appends share one fsync. Thread-safe.
 */
public interface Journal extends AutoCloseable {

    /**
     * The incarnation of this journal: the same after every restart. Another one begins when records were lost, or may
     * have been: after a repair, and when a backup was restored. So no number is ever given out twice under one epoch.
     */
    String epoch();

    /** The last durable sequence; 0 if there is none. */
    long last();

    /**
     * The last sequence that an epoch gave out: of the present one {@link #last()}, of one that ended in this journal the
     * record before the next began; -1 for an epoch of another journal.
     */
    default long lastOf(String epoch) {
        return epoch.equals(epoch()) ? last() : -1;
    }

    /** The oldest sequence still kept; {@code last() + 1} if there is none. */
    long first();

    /**
     * Queues records to be stored together: all of them or none, in this order, next to each other. Returns at once; the
     * receipt is called later, also for a refusal ({@code STORAGE_FULL}, {@code STORAGE_FAILED}, {@code OVERLOADED} when
     * too many bytes wait, {@code SHUTTING_DOWN}, {@code TOO_LARGE}).
     *
     * @param drafts at least one
     */
    void append(List<Draft> drafts, Receipt receipt);

    /**
     * Gives everything that is appended from now on to a follower, as well as to the receipts. To be called once, before the first append.
     */
    void follow(Follower follower);

    /**
     * Reads what was stored after a sequence, oldest first. Blocks on disk, never for new records.
     *
     * @param after exclusive; 0 means "from the oldest still kept"
     * @param max between 1 and 10 000 records; a result may hold fewer, but not zero while there are any
     * @return records in ascending sequence without gaps; empty when the reader has caught up
     * @throws PositionGoneException if retention removed the next record (except for {@code after} 0)
     * @throws JournalUnreadableException if the disk failed or the bytes are damaged
     */
    List<JournalRecord> readAfter(long after, int max);

    /** Lets go of records before a sequence, as far as whole segments allow; the rest stays readable. */
    void trim(long before);

    /** Stores what waits, then refuses everything. Idempotent. */
    @Override
    void close();

    /** Whether reading on from here gives everything that came after: the epoch is ours and nothing is gone yet. */
    default boolean whole(Position position) {
        return (position.epoch().isEmpty() || position.epoch().equals(epoch()))
                && position.sequence() + 1 >= first()
                && position.sequence() <= last();
    }

    default Position position() {
        return new Position(last(), epoch());
    }
}
