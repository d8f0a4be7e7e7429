package carillon.server.dialect.meshery;

import carillon.core.access.Claim;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.server.http.Authentication;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.util.List;

/** Who calls, by the rules of meshery-events 7.2: refusals are JSON, browsers are sent to the login page. */
final class Callers {

    /** What every Meshery user may do: publish, and see what is addressed to them or to everyone. */
    private static final Role MESHERY_USER =
            new Role("meshery-user", List.of(new Claim("events", "post", "*"), new Claim("*", "list,get", "*")));

    private static final Refusal NO_JSON = new Refusal(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            "without a login, changes need the header Content-Type: application/json");

    private final MesheryConfig config;

    Callers(MesheryConfig config) {
        this.config = config;
    }

    /** What becomes of a decision that leaves requests without credentials alone. */
    Authentication judged(Request request, Authentication found) {
        return switch (found) {
            case Authentication.Authenticated known -> known;
            case Authentication.Denied(Response.Full full)
            when full.status() == 401 || full.status() == 403 -> new Authentication.Denied(wrongCredentials());
            case Authentication.Denied denied -> denied;
            case Authentication.Anonymous nobody -> withoutCredentials(request);
        };
    }

    private Authentication withoutCredentials(Request request) {
        return switch (config.auth()) {
            case NONE ->
                sendsOtherThanJson(request)
                        ? new Authentication.Denied(MesheryError.of(NO_JSON).response())
                        : new Authentication.Authenticated(user(Uuids.ZERO.toString()));
            case HEADER ->
                request.header("x-meshery-user")
                        .flatMap(Uuids::parse)
                        .<Authentication>map(id -> new Authentication.Authenticated(user(id.toString())))
                        .orElseGet(() -> new Authentication.Denied(unauthorized(request)));
            case SESSION -> new Authentication.Denied(unauthorized(request));
        };
    }

    /** 401 for every kind of them: Meshery's clients log in again on that, and take a 403 as final. */
    private static Response wrongCredentials() {
        return new MesheryError(
                        401,
                        "user unauthorized",
                        "bad-credentials",
                        List.of("Log in again: the password is wrong, or the token is unknown, expired or revoked"),
                        List.of())
                .response();
    }

    /** Forms and plain text are what any page can send anywhere; for JSON a browser asks the server first. */
    private static boolean sendsOtherThanJson(Request request) {
        boolean json = request.contentType().equals("application/json")
                || request.contentType().endsWith("+json");
        return switch (request.method()) {
            case "GET", "HEAD", "OPTIONS" -> false;
            // As the head says: of a large body nothing else is known when this is asked.
            case "DELETE" -> bringsBody(request) && !json;
            default -> !json;
        };
    }

    private static boolean bringsBody(Request request) {
        return request.headers().has("transfer-encoding")
                || request.header("content-length")
                        .filter(length -> !length.equals("0"))
                        .isPresent();
    }

    private Response unauthorized(Request request) {
        var accept = request.header("accept").orElse("");
        if (accept.contains("text/html") && !accept.contains("application/json")) {
            return Response.empty(302).header("location", config.loginPath());
        }
        return new MesheryError(
                        401,
                        "user unauthorized",
                        "unauthenticated",
                        List.of("Log in and send the token: Authorization: Bearer TOKEN, or ?token=TOKEN"),
                        List.of())
                .response();
    }

    private static Principal user(String id) {
        return new Principal("user:" + id, id, List.of(MESHERY_USER), null, null);
    }

    /** The name that the caller's events are addressed to. */
    static String userOf(Principal principal) {
        return principal.user().isEmpty() ? principal.name() : principal.user();
    }
}
