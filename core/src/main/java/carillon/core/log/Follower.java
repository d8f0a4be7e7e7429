package carillon.core.log;

import java.util.List;

/**
 * Follows a log: is given everything that becomes durable, once, in log order, before the receipts of it are called. Called on the
 * log's writer thread: must neither block nor throw.
 */
public interface Follower {

    /**
     * The records of one append are durable.
     *
     * @param records at least one, in strictly ascending sequence
     */
    void stored(List<LogRecord> records);

    /** Everything that became durable together was given: whoever waits is to be woken now, once for all of it. */
    void wake();
}
