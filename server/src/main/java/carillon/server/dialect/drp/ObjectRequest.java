package carillon.server.dialect.drp;

import carillon.core.access.AccessPolicy;
import carillon.core.access.Claim;
import carillon.core.access.Decision;
import carillon.core.error.ErrorCode;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.server.http.Request;
import carillon.server.http.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What all requests about one object have in common: its type and key, who asks, the body, and how it is answered. */
record ObjectRequest(Request request, String type, String key, AccessPolicy policy) {

    /** Words that are paths or event types of their own and so can be no type of objects. */
    private static final Set<String> RESERVED = Set.of(
            "events",
            "connections",
            "info",
            "ws",
            "objects",
            "indexes",
            "prefs",
            "log",
            "websocket",
            "machine_jobs",
            "work_order_jobs");

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?([0-9]{1,9}[smhd]?)\\b");

    /** What {@link #possibleNewKey} asks for, as the end of a sentence. */
    static final String NEW_KEY =
            "must be 1 to 512 printable characters without commas or blanks at the ends, and not *:"
                    + " claims name objects by their keys";

    private static final int MAX_TYPE = 64;
    private static final int MAX_KEY = 512;

    /** For a request whose pattern has {@code {type}} and {@code {key}}. */
    static ObjectRequest of(Request request, AccessPolicy policy) {
        var type = request.parameter("type");
        return new ObjectRequest(request, type, ObjectKeys.canonical(type, request.parameter("key")), policy);
    }

    static boolean possibleType(String type) {
        return !type.isEmpty()
                && type.length() <= MAX_TYPE
                && type.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-')
                && !RESERVED.contains(type);
    }

    static boolean possibleKey(String key) {
        return !key.isEmpty() && key.length() <= MAX_KEY && key.chars().noneMatch(Character::isISOControl);
    }

    /** Whether something new may have this key: claims must be able to name it, and nothing else by it. */
    static boolean possibleNewKey(String key) {
        return possibleKey(key) && Claim.names(key);
    }

    boolean possible() {
        return possibleType(type) && possibleKey(key);
    }

    /** What a claim does not let through is as if it were not there, when it is only read. */
    boolean mayRead(Shelf.Item item) {
        return may("get", item);
    }

    boolean may(String action, Shelf.Item item) {
        return decision(action, item.state(), item.state()).allowed();
    }

    Decision decision(String action, @Nullable JsonNode before, @Nullable JsonNode after) {
        return policy.object(request.principal(), action, type, key, before, after);
    }

    /**
     * Why the caller may not do this with the object as it is and as it would be, or null. The same for one that does not
     * exist, unless a claim lets the caller know.
     */
    Shelf.@Nullable Verdict refusal(String action, Shelf.@Nullable Item present, @Nullable JsonNode after) {
        var before = present == null ? null : present.state();
        var refusal = verdict(decision(action, before, present == null ? null : after));
        return refusal == null && present == null ? gone(type, key) : refusal;
    }

    /** Why the caller may not compare the object with what a patch tests, which tells its values, or null. */
    Shelf.@Nullable Verdict comparing(JsonPatch patch, Shelf.@Nullable Item present, @Nullable JsonNode after) {
        return patch.operations().stream().allMatch(JsonPatch.Operation::changes)
                ? null
                : refusal("get", present, after);
    }

    Response missing() {
        return DrpErrors.of(request, 404, "Not Found");
    }

    Response forbidden(String action) {
        return DrpErrors.forbidden(request, new Decision.Lacking(type, action, key));
    }

    /** Why the caller may not create this, or null. */
    Shelf.@Nullable Verdict creation(JsonNode state) {
        return possibleNewKey(key)
                ? verdict(decision("create", null, state))
                : Shelf.Verdict.refuse(ErrorCode.INVALID_EVENT, "the key of a new object " + NEW_KEY);
    }

    private Shelf.@Nullable Verdict verdict(Decision decision) {
        return switch (decision) {
            case Decision.Allowed _ -> null;
            case Decision.Hidden _ -> gone(type, key);
            case Decision.Lacking lacking -> Shelf.Verdict.refuse(ErrorCode.FORBIDDEN, lacking.detail());
            case Decision.Exceeding exceeding -> Shelf.Verdict.refuse(ErrorCode.FORBIDDEN, exceeding.detail());
        };
    }

    Shelf.Verdict orGone(Shelf.@Nullable Verdict refusal) {
        return refusal != null ? refusal : gone(type, key);
    }

    static Shelf.Verdict gone(String type, String key) {
        return Shelf.Verdict.refuse(ErrorCode.NOT_FOUND, type + " " + key + ": Not Found");
    }

    /** Null if what the client last saw, if it says so, is what there is. */
    Shelf.@Nullable Verdict stale(Shelf.Item present) {
        return names(request.header("if-match").orElse("*"), present)
                ? null
                : Shelf.Verdict.refuse(
                        ErrorCode.PRECONDITION_FAILED, type + " " + key + " is at " + etag(present) + " by now");
    }

    /** Whether the client says that it knows this very state, so that it need not be told again. */
    boolean knows(Shelf.Item present) {
        return names(request.header("if-none-match").orElse(""), present);
    }

    /** Whether the client says that it has seen the object at all. */
    boolean hasSeen() {
        return !request.header("if-none-match").orElse("").isBlank();
    }

    /** People hand on tags without their quotes. */
    private static boolean names(String tags, Shelf.Item item) {
        return tags.trim().equals("*")
                || Arrays.stream(tags.split(",", -1))
                        .map(tag -> tag.trim().replaceFirst("^W/", "").replace("\"", ""))
                        .anyMatch(item.version()::equals);
    }

    /** The client as one that would wait for a change. */
    ObjectWaits.Reader waiting() {
        var gone = new CompletableFuture<Void>();
        var longest = patience();
        if (longest.isPositive()) {
            request.whenOver(() -> gone.complete(null));
        }
        return new ObjectWaits.Reader(request.principal(), longest, gone);
    }

    /** How long the client would wait for a change, {@code Prefer: wait=20s} (RFC 7240, with units as the client has them). */
    private Duration patience() {
        var wait = WAIT.matcher(request.header("prefer").orElse(""));
        var asked = wait.find() ? TokensResource.lifetime(wait.group(1)).orElse(Duration.ZERO) : Duration.ZERO;
        return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
    }

    static String etag(Shelf.Item item) {
        return "\"" + item.version() + "\"";
    }

    /** Reads the body as JSON and goes on with it; a body that is none is answered 400. */
    static Response withJson(Request request, Function<Json, Response> next) {
        if (request.body().length == 0) {
            return DrpErrors.of(request, 400, "the body is empty; send JSON");
        }
        try {
            return next.apply(request.json());
        } catch (MalformedJsonException malformed) {
            return DrpErrors.of(request, 400, "the body is not JSON: " + malformed.getMessage());
        }
    }

    /** The same for a body that must be an object. */
    static Response withObject(Request request, Function<ObjectNode, Response> next) {
        return withJson(
                request,
                json -> json.tree() instanceof ObjectNode object
                        ? next.apply(object)
                        : DrpErrors.of(request, 400, "the body must be a JSON object"));
    }
}
