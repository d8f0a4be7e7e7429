package carillon.core.journal;

import carillon.core.error.Refusal;

/**
 * Told what became of one append. Called exactly once, on the journal's writer thread, in sequence order: it must
 * neither block nor throw.
 */
public interface Receipt {

    /**
     * The records are on disk.
     *
     * @param firstSequence the place of the first; the others follow without a gap
     * @param timeMillis the time they were stored under
     */
    void durable(long firstSequence, long timeMillis);

    /** Nothing of it was stored, and nothing of it will appear after a restart. */
    void refused(Refusal refusal);
}
