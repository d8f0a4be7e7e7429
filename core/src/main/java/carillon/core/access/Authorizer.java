package carillon.core.access;

import carillon.sdk.event.Event;

/** Decides what a principal may do, by the rules of one {@code authz.mode} (drp-websocket section 8). Thread-safe. */
public interface Authorizer {

    /** Whether the principal may publish such an event. */
    boolean mayPublish(Principal principal, Event event);

    /** What the principal may see, worked out once so that it can be asked for every delivery. */
    Visibility visibility(Principal principal);

    /** Whether one principal may see an event. Asked on the fan-out thread for every candidate: never blocks. */
    @FunctionalInterface
    interface Visibility {
        boolean shows(Event event);
    }
}
