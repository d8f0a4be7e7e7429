package carillon.server.dialect.sysadm;

import carillon.core.error.ErrorCode;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.server.dialect.sysadm.Envelope.Message.Call;
import carillon.server.http.ForeignPages;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import carillon.server.http.Utf8;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The REST twin (section 4): the same calls, one each, with name and password every time. Events are not for it: a
 * subscribe is answered and leaves nothing behind.
 */
final class RestTwin {

    private static final int MAX_BODY = 128_000;
    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

    private final Logins logins;
    private final Calls calls;

    RestTwin(Logins logins, Calls calls) {
        this.logins = logins;
        this.calls = calls;
    }

    Routes routes() {
        return Routes.under("")
                .errors((request, refusal) -> bare(status(refusal.code())))
                .maxBodyBytes(MAX_BODY)
                .foreignPages(ForeignPages.NOTHING)
                .get("/{path...}", this::answer)
                .post("/{path...}", this::answer)
                .put("/{path...}", this::answer)
                .route("OPTIONS", "/{path...}", request -> canned());
    }

    /** Pages of other sites, and names that are not known, are forbidden here. Other verbs, and bodies that are too large, are bad requests here. */
    private static Status status(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> Status.NOT_FOUND;
            case FOREIGN_ORIGIN, UNKNOWN_HOST -> Status.FORBIDDEN;
            default -> Status.BAD_REQUEST;
        };
    }

    private Response answer(Request request) {
        if (request.method().equals("HEAD")) {
            return canned();
        }
        var segments = request.path().substring(1).split("/", -1);
        var namespace = segments[0];
        var name = segments[segments.length - 1];
        var args = arguments(request);
        if (namespace.isEmpty() || name.isEmpty() || segments.length < 2 || args.isEmpty()) {
            return bare(Status.BAD_REQUEST);
        }
        return answer(request, new Call(namespace, name, "", args.get()));
    }

    private Response answer(Request request, Call call) {
        if (call.in("rpc") && call.name().equals("identify")) {
            return show(calls.identify());
        }
        var from = request.remote().getAddress();
        if (logins.lockout().blocked(from)) {
            return bare(Status.FORBIDDEN);
        }
        var login = login(request);
        if (login.isEmpty()) {
            return bare(Status.UNAUTHORIZED);
        }
        if (call.in("events")) {
            var outcome =
                    EventCalls.apply(call.name(), call.args(), logins.config().dialect(), known -> {});
            return outcome instanceof Outcome.Failure failure ? bare(failure.status()) : show(outcome);
        }
        return show(call.in("rpc") ? calls.rpc(login.get(), call) : new Outcome.Failure(Status.NOT_FOUND));
    }

    /** The arguments; none at all are an empty object; empty if the body is no object. */
    private static Optional<JsonNode> arguments(Request request) {
        if (request.body().length == 0) {
            return Optional.of(Json.mapper().createObjectNode());
        }
        try {
            var tree = request.json().tree();
            return tree.isObject() ? Optional.of(tree.has("args") ? tree.path("args") : tree) : Optional.empty();
        } catch (MalformedJsonException noJson) {
            return Optional.empty();
        }
    }

    private Optional<Login> login(Request request) {
        var header = request.header("authorization").orElse("");
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            var text = Utf8.text(Base64.getDecoder().decode(header.substring(6).trim()))
                    .orElse("");
            int colon = text.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : logins.password(
                            text.substring(0, colon),
                            text.substring(colon + 1),
                            request.remote().getAddress());
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    private Response show(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Result result -> {
                var response = body(200, result.args());
                result.afterwards().run();
                yield response;
            }
            case Outcome.Failure failure ->
                body(failure.status().code(), Json.mapper().createObjectNode());
            case Outcome.Silence _ -> body(200, Json.mapper().createObjectNode());
            case Outcome.Locked _ -> bare(Status.FORBIDDEN);
        };
    }

    private Response body(int status, JsonNode args) {
        var whole = Json.mapper().createObjectNode();
        whole.set("args", SortedJson.sorted(args));
        var text = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(whole);
        return signed(Response.of(status, "text/json; charset=utf-8", text));
    }

    private Response bare(Status status) {
        return signed(Response.empty(status.code()));
    }

    private Response canned() {
        return signed(Response.empty(200))
                .header("allow", "HEAD, GET")
                .header("hosts", "/syscache")
                .header("accept", "text/json");
    }

    /** With what every reply of the reference carries. */
    private Response.Full signed(Response.Full reply) {
        var named = reply.header("server", "SysAdm/1.0");
        if (!logins.config().legacyDate()) {
            return named;
        }
        var now = LocalDateTime.ofInstant(logins.clock().instant(), ZoneId.systemDefault());
        return named.header("date", LOCAL_TIME.format(now));
    }
}
