package carillon.server.metrics;

import carillon.sdk.event.Json;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.util.List;
import java.util.function.Supplier;

/** {@code /healthz/live} and {@code /healthz/ready}, for whoever starts, watches and balances. Open to everybody. */
public final class HealthRoutes {

    private HealthRoutes() {}

    /** Live while nothing needs a restart; ready while nothing is wrong. */
    public static Routes routes(Supplier<Health> health) {
        return Routes.under("/healthz")
                .get("/live", request -> answer("live", health.get().broken()))
                .get("/ready", request -> answer("ready", health.get().troubles()));
    }

    private static Response answer(String wanted, List<String> troubles) {
        var answer = Json.mapper().createObjectNode();
        answer.put("status", troubles.isEmpty() ? wanted : "not " + wanted);
        var list = answer.putArray("troubles");
        troubles.forEach(list::add);
        return Response.json(troubles.isEmpty() ? 200 : 503, answer);
    }
}
