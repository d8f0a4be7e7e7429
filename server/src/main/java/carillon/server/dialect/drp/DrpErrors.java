package carillon.server.dialect.drp;

import carillon.core.access.Decision;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.sdk.event.Json;
import carillon.server.http.Authentication;
import carillon.server.http.ErrorRenderer;
import carillon.server.http.PercentCode;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Error objects (section 15). A stock client shows anything else to its user as a parse failure. */
final class DrpErrors implements ErrorRenderer {

    private static final String PREFIX = "/api/v3/";

    @Override
    public Response render(Request request, Refusal refusal) {
        var type = refusal.code() == ErrorCode.FORBIDDEN ? "AUTH" : request.method();
        return of(request, refusal.code().httpStatus(), type, refusal.detail());
    }

    /** An error about the object that the path names, with the method as its type. */
    static Response.Full of(Request request, int status, String message) {
        return of(request, status, request.method(), message);
    }

    private static Response.Full of(Request request, int status, String type, String... messages) {
        var parts = pathParts(request.path());
        return Response.json(
                status,
                object(
                        parts.length > 0 ? decoded(parts[0]) : "",
                        parts.length > 1 ? decoded(parts[1]) : "",
                        type,
                        status,
                        List.of(messages)));
    }

    /**
     * Says in an error object that a password is wrong: the stock client prints that, and calls an empty body a parse failure.
     * The same for an unknown user. Answers with a challenge stay empty (section 2.3): the client asks for another token then.
     */
    static Authentication readable(Request request, Authentication found) {
        return found instanceof Authentication.Denied denied
                        && denied.response() instanceof Response.Full full
                        && full.status() == 403
                        && full.body().length == 0
                        && full.headers().isEmpty()
                ? new Authentication.Denied(of(request, 403, "AUTH", "the user or the password is wrong"))
                : found;
    }

    /** The caller lacks a claim. */
    static Response.Full forbidden(Request request, Decision.Lacking lacking) {
        return forbidden(request, lacking.detail());
    }

    /** The caller may not, for this reason. */
    static Response.Full forbidden(Request request, String reason) {
        return of(request, 403, "AUTH", request.method() + " " + request.path() + " is refused", reason);
    }

    static ObjectNode object(String model, String key, String type, int code, List<String> messages) {
        var error = Json.mapper().createObjectNode();
        error.put("Model", model).put("Key", key).put("Type", type);
        var list = error.putArray("Messages");
        messages.forEach(list::add);
        return error.put("Code", code);
    }

    /** As the client means it; as it came if that has no meaning. */
    private static String decoded(String part) {
        try {
            return PercentCode.decode(part, false);
        } catch (IllegalArgumentException broken) {
            return part;
        }
    }

    private static String[] pathParts(String path) {
        return path.startsWith(PREFIX) ? path.substring(PREFIX.length()).split("/", 3) : new String[0];
    }
}
