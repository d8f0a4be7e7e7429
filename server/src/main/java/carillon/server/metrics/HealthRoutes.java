package carillon.server.metrics;

import carillon.sdk.event.Json;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.util.List;
import java.util.function.Supplier;

/** {@code /healthz/live} and {@code /healthz/ready}, for whoever starts, watches and balances. Open to everybody. */
public final class HealthRoutes {

    private HealthRoutes() {}

    /**
     * Live as long as requests are answered; ready while nothing is wrong.
     *
     * @param troubles what keeps the server from its work now, one line each, without secrets; empty if nothing
     */
    public static Routes routes(Supplier<List<String>> troubles) {
        return Routes.under("/healthz")
                .get(
                        "/live",
                        request -> Response.json(
                                200, Json.mapper().createObjectNode().put("status", "live")))
                .get("/ready", request -> ready(troubles.get()));
    }

    private static Response ready(List<String> troubles) {
        var answer = Json.mapper().createObjectNode();
        answer.put("status", troubles.isEmpty() ? "ready" : "not ready");
        var list = answer.putArray("troubles");
        troubles.forEach(list::add);
        return Response.json(troubles.isEmpty() ? 200 : 503, answer);
    }
}
