package carillon.core.access;

import carillon.sdk.event.Event;

/** Decides what a principal may do, by the rules of one {@code authz.mode} (drp-websocket section 8). Thread-safe. */
public interface Authorizer {

    /** Whether the principal may publish such an event. */
    boolean mayPublish(Principal principal, Event event);

    /** Whether a claim grants the principal a change of the whole server, which members of tenants never may make. */
    boolean mayChangeServer(Principal principal, String scope, String action);

    /** What the principal may see, worked out once so that it can be asked for every delivery. */
    Visibility visibility(Principal principal);

    /** Whether one principal may see an event. Asked on the fan-out thread for every candidate: never blocks. */
    @FunctionalInterface
    interface Visibility {

        Visibility EVERYTHING = new Visibility() {
            @Override
            public boolean shows(Event event) {
                return true;
            }

            @Override
            public boolean everything() {
                return true;
            }

            @Override
            public Reach reach(String type, String action) {
                return Reach.ALL;
            }
        };

        boolean shows(Event event);

        /** Whether {@link #shows} says yes to every event, those of other owners among them. */
        default boolean everything() {
            return false;
        }

        /** What {@link #shows} says of the events without owner of one type and action, so that they can be counted. */
        default Reach reach(String type, String action) {
            return Reach.SOME;
        }
    }
}
