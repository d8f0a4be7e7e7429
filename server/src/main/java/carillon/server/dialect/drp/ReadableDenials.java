package carillon.server.dialect.drp;

import carillon.server.http.Authentication;
import carillon.server.http.Authenticator;
import carillon.server.http.Request;
import carillon.server.http.Response;
import org.jspecify.annotations.Nullable;

/**
 * Says in an error object that a password is wrong: the stock client prints that, and calls an empty body a parse failure.
 * The same for an unknown user. Answers with a challenge stay empty (section 2.3): the client asks for another token then.
 */
record ReadableDenials(Authenticator authenticator) implements Authenticator {

    @Override
    public Authentication authenticate(Request request) {
        return readable(request, authenticator.authenticate(request));
    }

    @Override
    public @Nullable Authentication atOnce(Request request) {
        var found = authenticator.atOnce(request);
        return found == null ? null : readable(request, found);
    }

    private static Authentication readable(Request request, Authentication found) {
        return found instanceof Authentication.Denied denied
                        && denied.response() instanceof Response.Full full
                        && full.status() == 403
                        && full.body().length == 0
                        && full.headers().isEmpty()
                ? new Authentication.Denied(DrpErrors.wrongPassword(request))
                : found;
    }
}
