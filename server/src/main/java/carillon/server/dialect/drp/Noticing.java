package carillon.server.dialect.drp;

import carillon.server.http.Authentication;
import carillon.server.http.Authenticator;
import carillon.server.http.Request;
import org.jspecify.annotations.Nullable;

/** Authenticates as another one does, and tells the list of connections who it was. */
record Noticing(Authenticator authenticator, Connections connections) implements Authenticator {

    @Override
    public Authentication authenticate(Request request) {
        return noticed(request, authenticator.authenticate(request));
    }

    @Override
    public @Nullable Authentication atOnce(Request request) {
        var found = authenticator.atOnce(request);
        return found == null ? null : noticed(request, found);
    }

    private Authentication noticed(Request request, Authentication found) {
        if (found instanceof Authentication.Authenticated authenticated) {
            connections.requested(request.remote(), authenticated.principal());
        }
        return found;
    }
}
