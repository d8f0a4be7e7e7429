package carillon.server.dialect.cloudevents;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.hub.Hub;
import carillon.sdk.event.Event;
import carillon.server.http.Handler;
import carillon.server.http.Request;
import carillon.server.http.Response;

/**
 * {@code OPTIONS /cloudevents}: a sender of webhooks asks whether it may send here, and is told so if it could. The callback that it
 * may name is never called: an address that a request names is not ours to visit.
 */
final class WebHookHandler implements Handler {

    private static final Event ANY = Event.about("com.example", "asked", "").build();

    private final Hub hub;

    WebHookHandler(Hub hub) {
        this.hub = hub;
    }

    @Override
    public Response handle(Request request) {
        if (request.headers().has("access-control-request-method")) {
            // A browser that asks for a page; it sends credentials only afterwards.
            return allow();
        }
        var caller = request.caller();
        if (caller == null) {
            return Response.problem(new Refusal(
                            ErrorCode.UNAUTHENTICATED,
                            "say who is to send: Authorization: Bearer TOKEN, or access_token in the query"))
                    .header("www-authenticate", "Bearer realm=\"carillon\"");
        }
        if (!hub.authorizer().mayPublish(caller, ANY)) {
            return Response.refuse(new Refusal(
                    ErrorCode.FORBIDDEN, caller.name() + " needs the claim (events, post, *) to send here"));
        }
        var origin = request.header("webhook-request-origin");
        return origin.isEmpty()
                ? allow()
                : new Response.Full(200, allow().headers(), new byte[0])
                        .header("WebHook-Allowed-Origin", origin.get())
                        .header("WebHook-Allowed-Rate", "*");
    }

    private static Response.Full allow() {
        return Response.empty(204).header("Allow", "POST");
    }
}
