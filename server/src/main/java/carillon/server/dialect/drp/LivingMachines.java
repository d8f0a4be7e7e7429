package carillon.server.dialect.drp;

import carillon.core.access.Principal;
import carillon.server.access.HttpAuthenticator;
import carillon.server.http.Authentication;
import carillon.server.http.Authenticator;
import carillon.server.http.Request;
import org.jspecify.annotations.Nullable;

/** Authenticates as another one does, but turns away the token of a machine that has been removed. */
record LivingMachines(Authenticator authenticator, ObjectStore objects) implements Authenticator {

    @Override
    public Authentication authenticate(Request request) {
        return living(authenticator.authenticate(request));
    }

    @Override
    public @Nullable Authentication atOnce(Request request) {
        var found = authenticator.atOnce(request);
        return found == null ? null : living(found);
    }

    private Authentication living(Authentication found) {
        if (found instanceof Authentication.Authenticated authenticated) {
            var name = authenticated.principal().name();
            if (name.startsWith(Principal.RUNNER)
                    && !objects.knows("machines", name.substring(Principal.RUNNER.length()))) {
                return new Authentication.Denied(HttpAuthenticator.revoked());
            }
        }
        return found;
    }
}
