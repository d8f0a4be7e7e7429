package carillon.core.memory;

import carillon.core.error.Refusal;

/** An answer that is being written has become too large, or the memory for it is not free. Ends the writing; the refusal is sent instead. */
public final class AnswerRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    public AnswerRefusedException(Refusal refusal) {
        super(refusal.detail(), null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
