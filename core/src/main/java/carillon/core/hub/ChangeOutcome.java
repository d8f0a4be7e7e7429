package carillon.core.hub;

import carillon.core.error.Refusal;

/** What became of a change that is not an event: a read mark, a deletion. */
public sealed interface ChangeOutcome {

    /** On disk. The history shows it once it has taken in this sequence. */
    record Stored(long sequence) implements ChangeOutcome {}

    /** Nothing was changed. */
    record Refused(Refusal refusal) implements ChangeOutcome {}
}
