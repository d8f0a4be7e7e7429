package carillon.core.access;

import carillon.sdk.event.Event;
import java.util.Optional;

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
            public Ground ground(Event event) {
                return Ground.SUPERUSER;
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

        /** Why {@link #shows} says what it says. */
        default Ground ground(Event event) {
            return shows(event) ? Ground.CLAIM : Ground.NO_CLAIM;
        }

        /** The first claim that would let the event through alone. For people who ask why: works it out anew each time. */
        default Optional<Granted> granting(Event event) {
            return Optional.empty();
        }

        /** What {@link #shows} says of the events without owner of one type and action, so that they can be counted. */
        default Reach reach(String type, String action) {
            return Reach.SOME;
        }
    }
}
