package carillon.testkit.log;

import carillon.core.error.Refusal;
import carillon.core.log.Verdict;
import java.util.List;

/** What became of one append. */
public sealed interface AppendOutcome {

    record Durable(List<Verdict> verdicts) implements AppendOutcome {

        /** Of an append whose first draft was stored. */
        public long firstSequence() {
            return verdicts.getFirst() instanceof Verdict.Stored(long sequence) ? sequence : -1;
        }
    }

    record Unknown(Refusal refusal) implements AppendOutcome {}

    record Refused(Refusal refusal) implements AppendOutcome {}
}
