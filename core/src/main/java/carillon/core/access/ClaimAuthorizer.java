package carillon.core.access;

import carillon.sdk.event.Event;

/** Decides by claims and tenants, in one of the two modes. Stateless: a principal brings its rights along. */
public record ClaimAuthorizer(AuthzMode mode) implements Authorizer {

    @Override
    public boolean mayPublish(Principal principal, Event event) {
        return principal.superuser() || rights(principal).mayPublish();
    }

    @Override
    public Visibility visibility(Principal principal) {
        return rights(principal)::mayReceive;
    }

    /** For questions beside events: REST objects, tokens, connections. */
    public Rights rights(Principal principal) {
        return Rights.of(principal, mode);
    }
}
