package carillon.server.dialect.drp;

import carillon.core.access.AccessPolicy;
import carillon.core.access.Decision;
import carillon.core.access.OpenSessions;
import carillon.core.error.ErrorCode;
import carillon.sdk.event.Json;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** REST for objects of all types: list, create, read, replace, patch, remove. */
final class ObjectsResource {

    /** Members that clients filter by, whether or not some object has them at the moment. */
    private static final Set<String> INDEXED = Set.of(
            "Address",
            "Available",
            "BootEnv",
            "Context",
            "Key",
            "Locked",
            "Machine",
            "Name",
            "Pool",
            "ReadOnly",
            "Runnable",
            "Stage",
            "State",
            "Uuid",
            "Validated",
            "Workflow");

    private final Shelves shelves;
    private final AccessPolicy policy;

    ObjectsResource(Shelves shelves, AccessPolicy policy) {
        this.shelves = shelves;
        this.policy = policy;
    }

    void mount(Routes routes) {
        routes.get("/objects", this::types);
        routes.get("/{type}", this::list);
        routes.post("/{type}", this::create);
        routes.get("/{type}/{key}", this::get);
        routes.put("/{type}/{key}", this::replace);
        routes.patch("/{type}/{key}", this::patch);
        routes.delete("/{type}/{key}", this::remove);
    }

    private Response types(Request request) {
        if (policy.object(request.principal(), "list", "objects", "*", null, null)
                instanceof Decision.Lacking lacking) {
            return DrpErrors.forbidden(request, lacking);
        }
        var types = Json.mapper().createArrayNode();
        shelves.types().forEach(types::add);
        return Response.json(200, types);
    }

    private Response list(Request request) {
        var type = request.parameter("type");
        if (!ObjectRequest.possibleType(type)) {
            return DrpErrors.of(request, 404, "Not Found");
        }
        var visible = shelves.of(type).list(type).stream()
                .filter(item -> mayList(about(request, item), item))
                .toList();
        return Lists.answer(
                request,
                visible,
                decoded(request) ? new Decoded(request) : shelves,
                name -> visible.isEmpty() || INDEXED.contains(name) || defined(request, name),
                Map.of());
    }

    /** With the values of secure parameters, for callers who may have them. */
    private final class Decoded implements ListView<Shelf.Item> {

        private final Request request;

        Decoded(Request request) {
            this.request = request;
        }

        @Override
        public @Nullable JsonNode member(Shelf.Item item, String name) {
            return mayDecode(item) ? Secrets.member(item.state(), name) : shelves.member(item, name);
        }

        @Override
        public JsonNode shown(Shelf.Item item) {
            return mayDecode(item) ? Secrets.without(item.state()) : shelves.shown(item);
        }

        private boolean mayDecode(Shelf.Item item) {
            return about(request, item).may("getSecure", item);
        }
    }

    private ObjectRequest about(Request request, Shelf.Item item) {
        return new ObjectRequest(request, item.type(), item.key(), policy);
    }

    /** A parameter can be asked for before any object has it. */
    private boolean defined(Request request, String param) {
        return shelves.objects()
                .get("params", param)
                .filter(item -> mayList(about(request, item), item))
                .isPresent();
    }

    private static boolean mayList(ObjectRequest about, Shelf.Item item) {
        return about.may("list", item) || about.may("get", item);
    }

    private Response create(Request request) {
        var type = request.parameter("type");
        if (!ObjectRequest.possibleType(type)) {
            return DrpErrors.of(request, 404, "Not Found");
        }
        return ObjectRequest.withObject(request, body -> create(request, type, body));
    }

    private Response create(Request request, String type, ObjectNode given) {
        var state = ObjectKeys.completed(type, given);
        var key = shelves.of(type).keyOf(type, state).filter(ObjectRequest::possibleNewKey);
        if (key.isEmpty()) {
            return DrpErrors.of(
                    request,
                    422,
                    "the key of the object, its " + ObjectKeys.wanted(type) + ", " + ObjectRequest.NEW_KEY);
        }
        var about = new ObjectRequest(request, type, key.get(), policy);
        return switch (about.decision("create", null, state)) {
            case Decision.Lacking lacking -> DrpErrors.forbidden(request, lacking);
            case Decision.Exceeding exceeding -> DrpErrors.forbidden(request, exceeding.detail());
            case Decision.Hidden _ -> about.missing();
            case Decision.Allowed _ ->
                change(
                        about,
                        201,
                        present -> present == null
                                ? new Shelf.Verdict.Put("create", state)
                                : Shelf.Verdict.refuse(
                                        ErrorCode.CONFLICT, type + " " + about.key() + " exists already"));
        };
    }

    private Response get(Request request) {
        var about = ObjectRequest.of(request, policy);
        if (!about.possible()) {
            return about.missing();
        }
        // Who knows the object waits for another state of it, or its end; who does not, for the object.
        var found = shelves.waits()
                .until(
                        about.type(),
                        about.key(),
                        about.waiting(),
                        () -> shelves.of(about.type())
                                .get(about.type(), about.key())
                                .filter(about::mayRead),
                        item -> item.map(state -> !about.knows(state)).orElse(about.hasSeen()));
        return found.map(item -> seen(about, item)).orElseGet(() -> DrpErrors.of(request, 401, OpenSessions.REVOKED));
    }

    private Response seen(ObjectRequest about, Optional<Shelf.Item> found) {
        return found.<Response>map(item -> about.knows(item)
                        ? Response.empty(304).header("etag", ObjectRequest.etag(item))
                        : read(about, item))
                .orElseGet(about::missing);
    }

    private Response read(ObjectRequest about, Shelf.Item item) {
        boolean decoded = decoded(about.request());
        if (decoded && !about.may("getSecure", item)) {
            return about.forbidden("getSecure");
        }
        var shown = decoded ? Secrets.without(item.state()) : shelves.shown(item);
        return Response.json(200, Shape.of(about.request().query()).of(shown)).header("etag", ObjectRequest.etag(item));
    }

    /** Whether the values of secure parameters are asked for. */
    private static boolean decoded(Request request) {
        return request.query().first("decode").filter("true"::equals).isPresent();
    }

    private Response replace(Request request) {
        var about = ObjectRequest.of(request, policy);
        if (!about.possible()) {
            return about.missing();
        }
        return ObjectRequest.withObject(
                request,
                body -> change(about, 200, present -> {
                    var refusal = about.refusal("update", present, body);
                    return refusal != null || present == null ? about.orGone(refusal) : updated(about, present, body);
                }));
    }

    private Response patch(Request request) {
        var about = ObjectRequest.of(request, policy);
        if (!about.possible()) {
            return about.missing();
        }
        return ObjectRequest.withJson(request, json -> switch (JsonPatch.parse(json.tree())) {
            case JsonPatch.Result.Refused<JsonPatch> refused -> Response.refuse(refused.refusal());
            case JsonPatch.Result.Done<JsonPatch> done ->
                change(about, 200, present -> patched(about, present, done.value()));
        });
    }

    private Shelf.Verdict patched(ObjectRequest about, Shelf.@Nullable Item present, JsonPatch patch) {
        var now = present == null ? null : present.state();
        var refusal = refusal(about, patch, present, now);
        if (refusal != null || present == null) {
            return about.orGone(refusal);
        }
        // On what the client may see: a test or a copy must not bring out what is hidden.
        var whole = ZeroMembers.of(patch, shelves.shown(present));
        return switch (patch.apply(whole.object(), shelves.maxBytes())) {
            case JsonPatch.Result.Refused<JsonNode> refused -> new Shelf.Verdict.Refuse(refused.refusal());
            case JsonPatch.Result.Done<JsonNode> done ->
                done.value() instanceof ObjectNode next
                        ? updated(about, present, patch, whole.withoutUntouched(next))
                        : Shelf.Verdict.refuse(ErrorCode.INVALID_EVENT, "the patch leaves no object");
        };
    }

    private static Shelf.@Nullable Verdict refusal(
            ObjectRequest about, JsonPatch patch, Shelf.@Nullable Item present, @Nullable JsonNode after) {
        // Who may neither read nor write it is told that, also for a patch of nothing.
        var reading = about.refusal("get", present, after);
        if (reading != null && about.refusal("update", present, after) != null) {
            return reading;
        }
        var comparing = about.comparing(patch, present, after);
        if (comparing != null) {
            return comparing;
        }
        for (var operation : patch.operations()) {
            for (var pointer : operation.changed()) {
                var refusal = about.refusal("update:" + pointer, present, after);
                if (refusal != null) {
                    return refusal;
                }
            }
        }
        return null;
    }

    private Shelf.Verdict updated(ObjectRequest about, Shelf.Item present, JsonPatch patch, ObjectNode next) {
        var refusal = refusal(about, patch, present, next);
        return refusal != null ? refusal : updated(about, present, next);
    }

    /** The new state must be the same object still, and what the client builds on must be what there is. */
    private Shelf.Verdict updated(ObjectRequest about, Shelf.Item present, ObjectNode next) {
        var stale = about.stale(present);
        if (stale != null) {
            return stale;
        }
        var key = shelves.of(about.type()).keyOf(about.type(), next);
        return key.filter(about.key()::equals).isPresent()
                        || (key.isPresent()
                                && key.equals(shelves.of(about.type()).keyOf(about.type(), present.state())))
                ? new Shelf.Verdict.Put("update", next)
                : Shelf.Verdict.refuse(ErrorCode.INVALID_EVENT, "the key of " + about.key() + " cannot be changed");
    }

    private Response remove(Request request) {
        var about = ObjectRequest.of(request, policy);
        if (!about.possible()) {
            return about.missing();
        }
        return change(about, 200, present -> {
            var refusal = about.refusal("delete", present, null);
            if (refusal != null || present == null) {
                return about.orGone(refusal);
            }
            var stale = about.stale(present);
            return stale != null ? stale : new Shelf.Verdict.Remove();
        });
    }

    private Response change(ObjectRequest about, int status, Shelf.Edit edit) {
        return switch (shelves.of(about.type()).change(about.request().principal(), about.type(), about.key(), edit)) {
            // What is made is what the caller sent; what was there before is for those who may read it.
            case Shelf.Outcome.Changed changed ->
                status == 201 || about.mayRead(changed.item())
                        ? shelves.answer(changed.item(), status)
                        : Shelves.withheld(changed.item());
            case Shelf.Outcome.Refused refused -> Response.refuse(refused.refusal());
        };
    }
}
