package carillon.core.journal;

import java.util.List;

/**
 * Follows a journal: is given everything that becomes durable, once, in order, before the receipts of it are called. Called on the
 * journal's writer thread: must neither block nor throw.
 */
public interface Follower {

    /**
     * The records of one append are on disk.
     *
     * @param firstSequence the place of the first; the others follow without a gap
     */
    void stored(long firstSequence, List<Draft> drafts);

    /** Everything that became durable together was given: whoever waits is to be woken now, once for all of it. */
    void wake();
}
