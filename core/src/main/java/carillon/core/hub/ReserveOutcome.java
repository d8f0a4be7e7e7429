package carillon.core.hub;

import carillon.core.error.Refusal;

/** What became of a request for an {@link Allowance}. */
public sealed interface ReserveOutcome {

    /** It counts from now on: use it or release it. */
    record Reserved(Allowance allowance) implements ReserveOutcome {}

    /** A bound would be passed; nothing is taken up. */
    record Refused(Refusal refusal) implements ReserveOutcome {}
}
