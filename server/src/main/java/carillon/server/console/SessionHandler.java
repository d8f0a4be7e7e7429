package carillon.server.console;

import carillon.core.access.AccessPolicy;
import carillon.sdk.event.Json;
import carillon.server.http.Handler;
import carillon.server.http.Request;
import carillon.server.http.Response;

/** {@code GET /v1/session}: who the caller is, and which pages make sense. */
final class SessionHandler implements Handler {

    private final ConsoleFeatures features;
    private final AccessPolicy policy;

    SessionHandler(ConsoleFeatures features, AccessPolicy policy) {
        this.features = features;
        this.policy = policy;
    }

    @Override
    public Response handle(Request request) {
        var principal = request.principal();
        var session = Json.mapper().createObjectNode();
        session.put("user", principal.user().isEmpty() ? principal.name() : principal.user());
        session.put("principal", principal.name());
        session.put("administrator", policy.administers(principal));
        session.put("jobs", features.jobs());
        session.put("bridge", features.bridge());
        session.put("version", features.version());
        return Response.json(200, session).header("cache-control", "no-store");
    }
}
