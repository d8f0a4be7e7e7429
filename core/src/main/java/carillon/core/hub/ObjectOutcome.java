package carillon.core.hub;

import carillon.core.error.Refusal;

/** What became of a change of an object. */
public sealed interface ObjectOutcome {

    /**
     * It is durable, and its event on the way.
     *
     * @param version the object's version from now on, which is the sequence of the event
     */
    record Changed(long version) implements ObjectOutcome {}

    /**
     * An event with its id was published before; nothing was changed.
     *
     * @param sequence where that event is
     */
    record Duplicate(long sequence) implements ObjectOutcome {}

    /**
     * Somebody else changed the object meanwhile; nothing was changed. To be decided again.
     *
     * @param version the one that the object is in, which {@link ObjectListener} was given before
     */
    record Outdated(long version) implements ObjectOutcome {}

    /** Nothing was changed; or, with {@code OUTCOME_UNKNOWN}, perhaps. */
    record Refused(Refusal refusal) implements ObjectOutcome {}
}
