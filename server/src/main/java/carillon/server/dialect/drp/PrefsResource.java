package carillon.server.dialect.drp;

import carillon.core.access.AccessPolicy;
import carillon.core.access.Decision;
import carillon.sdk.event.Json;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import tools.jackson.databind.node.ObjectNode;

/** The preferences as clients see them: one object of texts. Each is an object of the type {@code preferences}. */
final class PrefsResource {

    private static final String TYPE = "preferences";
    private static final int MOST = 1_000;

    private final Shelves shelves;
    private final AccessPolicy policy;

    PrefsResource(Shelves shelves, AccessPolicy policy) {
        this.shelves = shelves;
        this.policy = policy;
    }

    void mount(Routes routes) {
        routes.get("/prefs", this::get);
        routes.post("/prefs", this::set);
    }

    private Response get(Request request) {
        return may(request, "list") ? Response.json(200, prefs()) : lacking(request, "list");
    }

    private Response set(Request request) {
        return may(request, "post")
                ? ObjectRequest.withObject(request, body -> set(request, body))
                : lacking(request, "post");
    }

    private Response set(Request request, ObjectNode body) {
        for (var pref : body.properties()) {
            if (!pref.getValue().isString() || !ObjectRequest.possibleKey(pref.getKey())) {
                return DrpErrors.of(request, 422, "the preference " + pref.getKey() + " must be a string");
            }
        }
        if (shelves.objects().list(TYPE).size() + body.size() > MOST) {
            return DrpErrors.of(request, 422, "there can be " + MOST + " preferences at most");
        }
        for (var pref : body.properties()) {
            var next = Json.mapper().createObjectNode().put("Name", pref.getKey());
            next.set("Val", pref.getValue());
            var outcome = shelves.objects()
                    .change(
                            request.principal(),
                            TYPE,
                            pref.getKey(),
                            present -> new Shelf.Verdict.Put(present == null ? "create" : "update", next));
            if (outcome instanceof Shelf.Outcome.Refused refused) {
                return Response.refuse(refused.refusal());
            }
        }
        return Response.json(201, prefs());
    }

    private ObjectNode prefs() {
        var prefs = Json.mapper().createObjectNode();
        for (var pref : shelves.objects().list(TYPE)) {
            prefs.put(pref.key(), pref.state().path("Val").asString(""));
        }
        return prefs;
    }

    private boolean may(Request request, String action) {
        return policy.object(request.principal(), action, TYPE, "*", null, null).allowed();
    }

    private static Response lacking(Request request, String action) {
        return DrpErrors.forbidden(request, new Decision.Lacking(TYPE, action, "*"));
    }
}
