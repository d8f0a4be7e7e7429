package carillon.core.hub;

import carillon.core.error.Refusal;

/** What became of one request to subscribe. */
public sealed interface SubscribeOutcome {

    /**
     * Accepted. Events may come from the moment the request's {@code accepted} callback ran.
     *
     * @param subscription to end it with
     * @param from the position after which events are delivered
     * @param whole whether nothing after the position that was asked for is missing; always true without a position
     */
    record Accepted(Subscription subscription, carillon.sdk.event.Position from, boolean whole)
            implements SubscribeOutcome {}

    /** Turned away; nothing is subscribed. */
    record Refused(Refusal refusal) implements SubscribeOutcome {}
}
