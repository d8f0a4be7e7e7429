package carillon.server.socketio;

import carillon.server.http.Authentication;
import carillon.server.http.Authenticator;
import carillon.server.http.Request;
import carillon.server.http.Response;
import org.jspecify.annotations.Nullable;

/** Lets pages of every origin see that their credentials were refused, as they may see every other answer of Engine.IO. */
record ReadableRefusals(Authenticator authenticator) implements Authenticator {

    @Override
    public Authentication authenticate(Request request) {
        return readable(authenticator.authenticate(request));
    }

    @Override
    public @Nullable Authentication atOnce(Request request) {
        var known = authenticator.atOnce(request);
        return known == null ? null : readable(known);
    }

    private static Authentication readable(Authentication decided) {
        return decided instanceof Authentication.Denied(Response.Full response)
                ? new Authentication.Denied(EngineErrors.readable(response))
                : decided;
    }
}
