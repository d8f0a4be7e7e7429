package carillon.core.memory;

import carillon.core.error.Refusal;
import carillon.core.error.RefusedException;

/** An answer that is being written has become too large, or the memory for it is not free. Ends the writing; the refusal is sent instead. */
public final class AnswerRefusedException extends RefusedException {

    private static final long serialVersionUID = 1;

    public AnswerRefusedException(Refusal refusal) {
        super(refusal, false);
    }
}
