package carillon.server.dialect.drp;

import carillon.core.access.AccessPolicy;
import carillon.core.error.ErrorCode;
import carillon.sdk.event.Json;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters of an object, all or one by one. Their changes are events {@code save}, as the server's own changes are.
 * Names may hold slashes.
 */
final class ParamsResource {

    private static final String PARAMS = "Params";

    private final Shelves shelves;
    private final AccessPolicy policy;

    ParamsResource(Shelves shelves, AccessPolicy policy) {
        this.shelves = shelves;
        this.policy = policy;
    }

    void mount(Routes routes) {
        routes.get("/{type}/{key}/pubkey", this::publicKey);
        routes.get("/{type}/{key}/params", this::all);
        routes.post("/{type}/{key}/params", this::setAll);
        routes.patch("/{type}/{key}/params", this::patchAll);
        routes.get("/{type}/{key}/params/{name...}", this::one);
        routes.post("/{type}/{key}/params/{name...}", this::setOne);
        routes.delete("/{type}/{key}/params/{name...}", this::removeOne);
    }

    private Response all(Request request) {
        return read(request, ParamsResource::params);
    }

    /** What a client seals the value of a secure parameter with: the same for all objects. */
    private Response publicKey(Request request) {
        return read(
                request,
                object -> Json.mapper()
                        .getNodeFactory()
                        .stringNode(shelves.objects().publicKey()));
    }

    private Response one(Request request) {
        var name = request.parameter("name");
        return read(request, object -> params(object).get(name));
    }

    private interface Look {
        @Nullable
        JsonNode at(JsonNode object);
    }

    private Response read(Request request, Look look) {
        var about = ObjectRequest.of(request, policy);
        var item = about.possible() ? shelves.of(about.type()).get(about.type(), about.key()) : null;
        if (item == null || item.filter(about::mayRead).isEmpty()) {
            return about.missing();
        }
        boolean plain = request.query().first("decode").filter("true"::equals).isPresent();
        if (plain && !about.may("getSecure", item.get())) {
            return about.forbidden("getSecure");
        }
        var value = look.at(plain ? Secrets.without(item.get().state()) : shelves.shown(item.get()));
        return value == null
                ? about.missing()
                : Response.json(200, value).header("etag", ObjectRequest.etag(item.get()));
    }

    private Response setAll(Request request) {
        return ObjectRequest.withObject(
                request, body -> change(request, "", params -> body, (present, now) -> params(now)));
    }

    private Response setOne(Request request) {
        var name = request.parameter("name");
        return ObjectRequest.withJson(
                request,
                json -> change(
                        request,
                        name,
                        params -> {
                            params.set(name, json.tree());
                            return params;
                        },
                        (before, now) -> params(now).path(name)));
    }

    private Response removeOne(Request request) {
        var name = request.parameter("name");
        var about = ObjectRequest.of(request, policy);
        return change(
                about,
                name,
                present -> {
                    var params = params(present.state()).deepCopy();
                    return params.remove(name) == null
                            ? Shelf.Verdict.refuse(ErrorCode.NOT_FOUND, "there is no parameter " + name)
                            : saved(present, params);
                },
                (before, now) -> params(before).path(name));
    }

    private Response patchAll(Request request) {
        var about = ObjectRequest.of(request, policy);
        return ObjectRequest.withJson(request, json -> switch (JsonPatch.parse(json.tree())) {
            case JsonPatch.Result.Refused<JsonPatch> refused -> Response.refuse(refused.refusal());
            case JsonPatch.Result.Done<JsonPatch> done ->
                change(about, "", present -> patched(about, present, done.value()), (before, now) -> params(now));
        });
    }

    private Shelf.Verdict patched(ObjectRequest about, Shelf.Item present, JsonPatch patch) {
        var refusal = about.comparing(patch, present, present.state());
        if (refusal != null) {
            return refusal;
        }
        return switch (patch.apply(params(shelves.shown(present)), shelves.maxBytes())) {
            case JsonPatch.Result.Refused<JsonNode> refused -> new Shelf.Verdict.Refuse(refused.refusal());
            case JsonPatch.Result.Done<JsonNode> done ->
                done.value() instanceof ObjectNode params
                        ? saved(present, params)
                        : Shelf.Verdict.refuse(ErrorCode.INVALID_EVENT, "the patch leaves no parameters");
        };
    }

    private Response change(Request request, String name, UnaryOperator<ObjectNode> edit, Answer answer) {
        return change(
                ObjectRequest.of(request, policy),
                name,
                present -> saved(present, edit.apply(params(present.state()).deepCopy())),
                answer);
    }

    private interface Step {
        Shelf.Verdict decide(Shelf.Item present);
    }

    /** What a client who may read the object is told of a change, from the object before and after it, both without secrets. */
    private interface Answer {
        JsonNode of(JsonNode before, JsonNode now);
    }

    private Response change(ObjectRequest about, String name, Step step, Answer answer) {
        if (!about.possible() || AccessShelf.TYPES.contains(about.type())) {
            return about.missing();
        }
        var outcome = shelves.of(about.type())
                .change(
                        about.request().principal(),
                        about.type(),
                        about.key(),
                        present -> checked(about, name, present, step));
        return switch (outcome) {
            case Shelf.Outcome.Refused refused -> Response.refuse(refused.refusal());
            case Shelf.Outcome.Changed changed ->
                Response.json(
                                200,
                                about.mayRead(changed.item())
                                        ? answer.of(before(changed), shelves.shown(changed.item()))
                                        : Json.mapper().createObjectNode())
                        .header("etag", ObjectRequest.etag(changed.item()));
        };
    }

    private JsonNode before(Shelf.Outcome.Changed changed) {
        var before = changed.before();
        return before == null ? Json.NULL.tree() : shelves.shown(before);
    }

    private static Shelf.Verdict checked(ObjectRequest about, String name, Shelf.@Nullable Item present, Step step) {
        var action = "update:/Params"
                + (name.isEmpty() ? "" : "/" + name.replace("~", "~0").replace("/", "~1"));
        var refusal = about.refusal(action, present, present == null ? null : present.state());
        if (refusal != null || present == null) {
            return about.orGone(refusal);
        }
        var stale = about.stale(present);
        return stale != null ? stale : step.decide(present);
    }

    private static Shelf.Verdict saved(Shelf.Item present, ObjectNode params) {
        var next = present.state().deepCopy();
        next.set(PARAMS, params);
        return new Shelf.Verdict.Put("save", next);
    }

    private static ObjectNode params(JsonNode state) {
        return state.get(PARAMS) instanceof ObjectNode params
                ? params
                : Json.mapper().createObjectNode();
    }
}
