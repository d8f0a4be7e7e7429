package carillon.core.log;

import carillon.core.error.Refusal;
import java.util.List;

/**
 * Told what became of one append. Exactly one of these is called, once, on the log's writer thread, in log order: it must neither
 * block nor throw.
 */
public interface Receipt {

    /**
     * Decided, and what was accepted is durable.
     *
     * @param verdicts one for each draft, in the order given
     */
    void stored(List<Verdict> verdicts);

    /** Nothing of it was stored, and nothing of it will appear after a restart. */
    void refused(Refusal refusal);

    /** It is not known whether it was stored: it may appear after a restart. Appended again with the same ids, it is stored once. */
    void unknown(Refusal refusal);
}
