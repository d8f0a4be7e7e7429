package carillon.server.dialect.drp;

import carillon.core.access.Principal;
import carillon.server.access.HttpAuthenticator;
import carillon.server.http.Authentication;
import carillon.server.http.Authenticator;
import carillon.server.http.Request;
import org.jspecify.annotations.Nullable;

/** Authenticates as another one does, but turns away the token of a machine that is gone or has another secret by now. */
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
            var principal = authenticated.principal();
            if (principal.name().startsWith(Principal.RUNNER)
                    && !objects.sealed(principal.name().substring(Principal.RUNNER.length()), principal.seal())) {
                return new Authentication.Denied(HttpAuthenticator.revoked());
            }
        }
        return found;
    }
}
