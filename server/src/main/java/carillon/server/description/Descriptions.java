package carillon.server.description;

import carillon.sdk.event.Json;
import carillon.sdk.protocol.Mux;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** {@code /openapi.json} and {@code /asyncapi.json}. */
public final class Descriptions {

    private final Supplier<List<Port>> ports;
    private final Mux mux;
    private final String version;

    /**
     * Describes a server.
     *
     * @param ports what is mounted where; asked for each request, because these two routes are part of it. The first is the
     *     one that the descriptions themselves are read from
     * @param mux the events that sockets take
     */
    public Descriptions(Supplier<List<Port>> ports, Mux mux, String version) {
        this.ports = ports;
        this.mux = mux;
        this.version = version;
    }

    public List<Routes> routes() {
        return List.of(
                Routes.under("/openapi.json")
                        .get("", request -> json(OpenApi.of(ports.get(), host(request), mux, version))),
                Routes.under("/asyncapi.json")
                        .get("", request -> json(AsyncApi.of(ports.get(), host(request), mux, version))));
    }

    /** How the client calls this machine, without the port: the only name that surely works from where it is. */
    private static String host(Request request) {
        var host = request.header("host").orElse("127.0.0.1");
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    /** Descriptions hold no secrets, and tools that read them run in pages of other origins. */
    private static Response json(JsonNode document) {
        return Response.json(200, Json.mapper().writeValueAsBytes(document))
                .header("cross-origin-resource-policy", "cross-origin");
    }
}
