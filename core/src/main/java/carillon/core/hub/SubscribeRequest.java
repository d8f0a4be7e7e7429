package carillon.core.hub;

import carillon.core.access.Principal;
import carillon.core.delivery.Outlet;
import carillon.sdk.event.Position;
import carillon.sdk.filter.Spec;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A standing request for events.
 *
 * @param principal who asks; decides what is visible
 * @param spec which events
 * @param outlet where they go
 * @param since deliver what was stored after this position first, without gap or repeat; null for live events only
 * @param covered other specs of the same outlet that deliver the same stretch: the replay leaves out what they match
 * @param accepted called on the fan-out thread, in the order of requests, when everything handed over later may contain
 *     events of this subscription: must not block. The place to queue the dialect's answer, which then comes first
 */
public record SubscribeRequest(
        Principal principal,
        Spec spec,
        Outlet outlet,
        @Nullable Position since,
        List<Spec> covered,
        Consumer<SubscribeOutcome.Accepted> accepted) {

    public SubscribeRequest {
        covered = List.copyOf(covered);
    }

    /** Live events only. */
    public static SubscribeRequest live(
            Principal principal, Spec spec, Outlet outlet, Consumer<SubscribeOutcome.Accepted> accepted) {
        return new SubscribeRequest(principal, spec, outlet, null, List.of(), accepted);
    }
}
