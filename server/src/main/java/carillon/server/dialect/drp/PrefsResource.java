package carillon.server.dialect.drp;

import carillon.core.access.AccessPolicy;
import carillon.core.access.Decision;
import carillon.sdk.event.Json;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
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
        return may(request, "list") ? Response.json(200, prefs(request)) : lacking(request, "list");
    }

    private Response set(Request request) {
        return may(request, "post")
                ? ObjectRequest.withObject(request, body -> set(request, body))
                : lacking(request, "post");
    }

    private Response set(Request request, ObjectNode body) {
        for (var pref : body.properties()) {
            var refusal = refusal(request, pref.getKey(), pref.getValue());
            if (refusal != null) {
                return refusal;
            }
        }
        if (shelves.objects().list(TYPE).size() + body.size() > MOST) {
            return DrpErrors.of(request, 422, "there can be " + MOST + " preferences at most");
        }
        for (var pref : body.properties()) {
            var next = preference(pref.getKey(), pref.getValue());
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
        return Response.json(201, may(request, "list") ? prefs(request) : body);
    }

    /** Why this preference cannot be set by the caller, or null. */
    private @Nullable Response refusal(Request request, String name, JsonNode value) {
        var present = shelves.objects().get(TYPE, name).map(Shelf.Item::state).orElse(null);
        if (!value.isString()) {
            return DrpErrors.of(request, 422, "the preference " + name + " must be a string");
        }
        if (present == null && !ObjectRequest.possibleNewKey(name)) {
            return DrpErrors.of(request, 422, "the name of a preference " + ObjectRequest.NEW_KEY);
        }
        return switch (policy.object(request.principal(), "post", TYPE, name, present, preference(name, value))) {
            case Decision.Allowed _ -> null;
            case Decision.Lacking lacking -> DrpErrors.forbidden(request, lacking);
            case Decision.Exceeding exceeding -> DrpErrors.forbidden(request, exceeding.detail());
            // One answer, whether a preference outside the tenant exists or not.
            case Decision.Hidden _ ->
                DrpErrors.forbidden(request, "the preference " + name + " is outside your tenant");
        };
    }

    private static ObjectNode preference(String name, JsonNode value) {
        var preference = Json.mapper().createObjectNode().put("Name", name);
        preference.set("Val", value);
        return preference;
    }

    /** Those that the caller may list. */
    private ObjectNode prefs(Request request) {
        var prefs = Json.mapper().createObjectNode();
        for (var pref : shelves.objects().list(TYPE)) {
            if (policy.object(request.principal(), "list", TYPE, pref.key(), pref.state(), pref.state())
                    .allowed()) {
                prefs.put(pref.key(), pref.state().path("Val").asString(""));
            }
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
