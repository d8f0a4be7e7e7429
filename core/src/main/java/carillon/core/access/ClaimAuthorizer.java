package carillon.core.access;

import carillon.sdk.event.Event;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Decides by claims and tenants, in one of the two modes. A principal brings its rights along; what they compile to is kept
 * for those that asked last, because a publisher is the same object for many requests. Any thread, no lock.
 */
public final class ClaimAuthorizer implements Authorizer {

    private static final int KEPT = 256;

    private final AuthzMode mode;
    private final AtomicReferenceArray<@Nullable Rights> kept = new AtomicReferenceArray<>(KEPT);

    public ClaimAuthorizer(AuthzMode mode) {
        this.mode = mode;
    }

    @Override
    public boolean mayPublish(Principal principal, Event event) {
        var rights = rights(principal);
        return rights.superuser() || rights.mayPublish();
    }

    @Override
    public boolean mayChangeServer(Principal principal, String scope, String action) {
        return principal.fences() == null && rights(principal).contains(scope, action, "*");
    }

    @Override
    public Visibility visibility(Principal principal) {
        return rights(principal);
    }

    /** For questions beside events: REST objects, tokens, connections. */
    @SuppressWarnings("ReferenceEquality") // comparing principals would cost more than compiling one
    public Rights rights(Principal principal) {
        int place = System.identityHashCode(principal) & (KEPT - 1);
        var known = kept.get(place);
        if (known != null && known.principal() == principal) {
            return known;
        }
        var rights = Rights.of(principal, mode);
        kept.set(place, rights);
        return rights;
    }
}
