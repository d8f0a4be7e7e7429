package carillon.server.description;

import carillon.sdk.event.Json;
import carillon.sdk.protocol.Mux;
import carillon.server.http.Response;
import carillon.server.http.Router;
import carillon.server.http.Routes;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** {@code /openapi.json} and {@code /asyncapi.json}. */
public final class Descriptions {

    private final Supplier<Router> router;
    private final Mux mux;
    private final String version;

    /**
     * Describes a router.
     *
     * @param router what is mounted; asked for each request, because these two routes are part of it
     * @param mux the events that sockets take
     */
    public Descriptions(Supplier<Router> router, Mux mux, String version) {
        this.router = router;
        this.mux = mux;
        this.version = version;
    }

    public List<Routes> routes() {
        return List.of(
                Routes.under("/openapi.json")
                        .get("", request -> json(OpenApi.of(router.get().endpoints(), mux, version))),
                Routes.under("/asyncapi.json")
                        .get("", request -> json(AsyncApi.of(router.get().endpoints(), mux, version))));
    }

    /** Descriptions hold no secrets, and tools that read them run in pages of other origins. */
    private static Response json(JsonNode document) {
        return Response.json(200, Json.mapper().writeValueAsBytes(document))
                .header("cross-origin-resource-policy", "cross-origin");
    }
}
