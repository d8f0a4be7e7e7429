package carillon.server.access;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.server.http.Authentication;
import carillon.server.http.Authenticator;
import carillon.server.http.Response;

/**
 * Denials as problem documents, for the paths under {@code /v1}; what {@link HttpAuthenticator} says is the manner of Digital Rebar.
 *
 * <p>The challenge is {@code Bearer}: for {@code Basic} browsers would ask for a password in a window of their own. Any thread.
 */
public final class ProblemDenials {

    private ProblemDenials() {}

    /** Decides as the other does. */
    public static Authenticator of(Authenticator inner) {
        return inner.then((request, outcome) -> shown(outcome));
    }

    private static Authentication shown(Authentication outcome) {
        return outcome instanceof Authentication.Denied denied && denied.response() instanceof Response.Full plain
                ? new Authentication.Denied(problem(plain))
                : outcome;
    }

    private static Response problem(Response.Full plain) {
        return switch (plain.status()) {
            case 401 ->
                Response.problem(
                                new Refusal(
                                        ErrorCode.UNAUTHENTICATED,
                                        "no credentials that can be read came along: send Authorization: Bearer TOKEN, or Basic"))
                        .header("www-authenticate", "Bearer realm=\"carillon\"");
            case 403 ->
                Response.problem(new Refusal(
                        ErrorCode.BAD_CREDENTIALS,
                        "the password is wrong, or the token is unknown, expired or revoked: log in again"));
            case 429 -> throttled(plain);
            default -> plain;
        };
    }

    /** When to come back is the other's to say. */
    private static Response throttled(Response.Full plain) {
        var problem = Response.problem(
                new Refusal(ErrorCode.TOO_MANY_REQUESTS, "too many logins at a time, or too many wrong ones: wait"));
        for (var header : plain.headers()) {
            if (header.getKey().equalsIgnoreCase("retry-after")) {
                problem = problem.header(header.getKey(), header.getValue());
            }
        }
        return problem;
    }
}
