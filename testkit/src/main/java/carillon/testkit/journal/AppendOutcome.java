package carillon.testkit.journal;

import carillon.core.error.Refusal;

/** What became of one append. */
public sealed interface AppendOutcome {

    record Durable(long firstSequence, long timeMillis) implements AppendOutcome {}

    record Refused(Refusal refusal) implements AppendOutcome {}
}
