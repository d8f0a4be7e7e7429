package carillon.server.explain;

import carillon.core.access.AccessPolicy;
import carillon.core.access.Authorizer.Visibility;
import carillon.core.access.Directory;
import carillon.core.access.Principal;
import carillon.core.access.Standing;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.history.HistoryItem;
import carillon.core.hub.Hub;
import carillon.sdk.filter.FilterTooExpensiveException;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import carillon.server.http.Authenticator;
import carillon.server.http.HttpServer;
import carillon.server.http.OpenStream;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/explain}: tells nobody more than they may see themselves. */
public final class ExplainRoutes {

    private static final Duration FRESH = Duration.ofMillis(500);

    private final Hub hub;
    private final Directory directory;
    private final AccessPolicy policy;
    private final Supplier<HttpServer> server;
    private volatile @Nullable Seen seen;

    private ExplainRoutes(Hub hub, Directory directory, AccessPolicy policy, Supplier<HttpServer> server) {
        this.hub = hub;
        this.directory = directory;
        this.policy = policy;
        this.server = server;
    }

    /**
     * The route, under {@code /v1}.
     *
     * @param server knows which streams are open; may wait for the start
     * @param callers lets in who may use the hub
     */
    public static Routes routes(
            Hub hub, Directory directory, AccessPolicy policy, Supplier<HttpServer> server, Authenticator callers) {
        var explain = new ExplainRoutes(hub, directory, policy, server);
        return Routes.under("/v1").authenticator(callers).get("/explain", explain::explain);
    }

    private Response explain(Request request) throws InterruptedException {
        var caller = request.principal();
        var id = request.query().first("event").orElse("");
        if (id.isEmpty()) {
            return refuse(ErrorCode.MALFORMED_REQUEST, "give the id of an event: ?event=ID");
        }
        var user = request.query()
                .first("user")
                .filter(name -> !name.isEmpty())
                .map(hub.owners()::name)
                .orElse(caller.user());
        if (!policy.explains(caller, user)) {
            return refuse(ErrorCode.FORBIDDEN, "only administrators may ask about other users");
        }
        var text = request.query().first("spec").orElse("");
        if (text.isEmpty()) {
            return answer(caller, id, user, null);
        }
        return switch (Spec.parse(text)) {
            case SpecParse.Parsed(Spec spec)
            when price(spec) > hub.config().maxFilterPrice() ->
                refuse(
                        ErrorCode.FILTER_TOO_EXPENSIVE,
                        "the filter costs " + price(spec) + ", and at most "
                                + hub.config().maxFilterPrice() + " is allowed");
            case SpecParse.Parsed(Spec spec) -> answer(caller, id, user, spec);
            case SpecParse.Rejected rejected -> refuse(ErrorCode.INVALID_SPEC, rejected.detail());
        };
    }

    private static long price(Spec spec) {
        var filter = spec.filter();
        return filter == null ? 0 : filter.price();
    }

    private Response answer(Principal caller, String id, String user, @Nullable Spec spec) throws InterruptedException {
        try {
            return visible(caller, id)
                    .<Response>map(item -> Response.json(
                            200,
                            new Explainer(item.stored()).explain(user, visibility(caller, user), spec, open(user))))
                    .orElseGet(() -> refuse(ErrorCode.NOT_FOUND, "there is no event " + id + " that you may see"));
        } catch (FilterTooExpensiveException tooLong) {
            return refuse(ErrorCode.FILTER_TOO_EXPENSIVE, String.valueOf(tooLong.getMessage()));
        }
    }

    private List<OpenStream> open(String user) {
        return streams().stream()
                .filter(stream -> stream.principal().equals("user:" + user))
                .toList();
    }

    /** What was open a moment ago. To ask takes every event loop past all its connections, so it is done once for all who explain. */
    private List<OpenStream> streams() {
        var known = seen;
        long now = System.nanoTime();
        if (known == null || now - known.at() > FRESH.toNanos()) {
            known = new Seen(now, server.get().streams());
            seen = known;
        }
        return known.streams();
    }

    private record Seen(long at, List<OpenStream> streams) {}

    private Optional<HistoryItem> visible(Principal caller, String id) throws InterruptedException {
        return hub.upToDateHistory().find(id, hub.viewer(caller, caller.user()));
    }

    private @Nullable Visibility visibility(Principal caller, String user) {
        if (user.equals(caller.user())) {
            return hub.authorizer().visibility(caller);
        }
        return directory
                .user(user)
                .map(known -> Standing.loggedIn(known, directory.roles(), directory.tenants()))
                .map(principal -> hub.authorizer().visibility(principal))
                .orElse(null);
    }

    private static Response refuse(ErrorCode code, String detail) {
        return Response.refuse(new Refusal(code, detail));
    }
}
