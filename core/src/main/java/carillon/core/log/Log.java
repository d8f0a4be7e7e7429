package carillon.core.log;

import carillon.core.error.Refusal;
import carillon.sdk.event.Position;
import java.util.List;
import java.util.Optional;

/**
 * Port: the one ordered, durable log that everything follows. Sequences ascend strictly from 1; two neighbours need not be one
 * apart, so records are counted and not subtracted. What an append may store is decided in this order, by the {@link Judge}.
 * Thread-safe.
 */
public interface Log extends AutoCloseable {

    /**
     * The incarnation of this log: the same after every restart. Another one begins when records were lost, or may
     * have been: after a repair, and when a backup was restored. So no number is ever given out twice under one epoch.
     */
    String epoch();

    /** No record before this one is of the present epoch. */
    long epochStart();

    /** The last durable sequence; 0 if there is none. */
    long last();

    /**
     * The last sequence that an epoch gave out: of the present one {@link #last()}, of one that ended in this log the
     * record before the next began; -1 for an epoch of another log.
     */
    default long lastOf(String epoch) {
        return epoch.equals(epoch()) ? last() : -1;
    }

    /** The oldest sequence still kept; {@code last() + 1} if there is none. */
    long first();

    /**
     * Queues records to be decided and stored together, in this order and next to each other: none of them is stored if
     * the storage fails. Returns at once; the receipt is called later, also for a refusal ({@code STORAGE_FULL}, {@code STORAGE_FAILED}, {@code OVERLOADED} when
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
     * @return records in strictly ascending sequence; empty when the reader has caught up
     * @throws PositionGoneException if retention removed the next record (except for {@code after} 0)
     * @throws LogUnreadableException if the disk failed or the bytes are damaged
     */
    List<LogRecord> readAfter(long after, int max);

    /** Lets go of records before a sequence, as far as whole segments allow; the rest stays readable. */
    void trim(long before);

    /**
     * Lets go of what limits do not ask for, as far as whole segments allow.
     *
     * @param needed the first record that somebody still has to read; it and what comes after stays, whatever the limits
     * @return the first record that the limits alone would keep
     */
    long retain(Retention limits, long needed);

    /** About how many records there are after a sequence: at most a segment more than there are. */
    long countAfter(long sequence);

    /** What was decided so far. */
    Judge judge();

    /** Why appends are refused at the moment; empty while everything is well. */
    Optional<Refusal> trouble();

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
