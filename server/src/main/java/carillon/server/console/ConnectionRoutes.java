package carillon.server.console;

import carillon.core.access.AccessPolicy;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.sdk.event.Json;
import carillon.sdk.event.Rfc3339;
import carillon.server.http.Authenticator;
import carillon.server.http.HttpServer;
import carillon.server.http.OpenStream;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.util.Comparator;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /v1/connections}: the streams of every dialect that are open, how they keep up, and ending one. Everybody sees
 * the own ones, administrators see and end all.
 */
public final class ConnectionRoutes {

    private final AccessPolicy policy;
    private final Supplier<HttpServer> server;

    private ConnectionRoutes(AccessPolicy policy, Supplier<HttpServer> server) {
        this.policy = policy;
        this.server = server;
    }

    /**
     * The routes, under {@code /v1}.
     *
     * @param server comes after its routes: may wait for the start
     * @param callers lets in who may use the hub
     */
    public static Routes routes(AccessPolicy policy, Supplier<HttpServer> server, Authenticator callers) {
        var connections = new ConnectionRoutes(policy, server);
        return Routes.under("/v1")
                .authenticator(callers)
                .get("/connections", connections::list)
                .delete("/connections/{peer...}", connections::end);
    }

    private Response list(Request request) {
        var caller = request.principal();
        var answer = Json.mapper().createArrayNode();
        server.get().streams().stream()
                .filter(stream -> policy.seesStreams(caller, stream.principal()))
                .sorted(Comparator.comparing(OpenStream::since))
                .map(ConnectionRoutes::json)
                .forEach(answer::add);
        return Response.json(200, answer).header("cache-control", "no-store");
    }

    private static ObjectNode json(OpenStream stream) {
        return Json.mapper()
                .createObjectNode()
                .put("remote", stream.peer())
                .put(
                        "transport",
                        switch (stream.transport()) {
                            case WEBSOCKET -> "websocket";
                            case EVENT_STREAM -> "sse";
                        })
                .put("dialect", stream.dialect())
                .put("principal", stream.principal())
                .put("since", Rfc3339.format(stream.since()))
                .put("outbox", stream.waitingBytes())
                .put("dropped", stream.dropped());
    }

    private Response end(Request request) {
        if (!policy.administers(request.principal())) {
            return Response.refuse(new Refusal(ErrorCode.FORBIDDEN, "only administrators may end connections"));
        }
        var peer = request.parameter("peer");
        return server.get().end(peer)
                ? Response.empty(204)
                : Response.refuse(new Refusal(ErrorCode.NOT_FOUND, "no stream of " + peer + " is open"));
    }
}
