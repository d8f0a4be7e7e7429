package carillon.server.description;

import carillon.sdk.event.Json;
import carillon.sdk.protocol.Mux;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code /openapi.json} and {@code /asyncapi.json}. */
public final class Descriptions {

    /** Stands where the name of this machine will: only that differs between those who ask. */
    private static final String HOST = "host.invalid";

    private final Document openApi;
    private final Document asyncApi;

    /**
     * Describes a server.
     *
     * @param ports what is mounted where; asked for at the first request, because these two routes are part of it. The first is the
     *     one that the descriptions themselves are read from
     * @param mux the events that sockets take
     */
    public Descriptions(Supplier<List<Port>> ports, Mux mux, String version) {
        this.openApi = new Document(() -> OpenApi.of(ports.get(), HOST, mux, version));
        this.asyncApi = new Document(() -> AsyncApi.of(ports.get(), HOST, mux, version));
    }

    public List<Routes> routes() {
        return List.of(
                Routes.under("/openapi.json").get("", request -> answer(openApi, request)),
                Routes.under("/asyncapi.json").get("", request -> answer(asyncApi, request)));
    }

    /** Made once: anybody may ask, and to make it takes a look at every class that is described. */
    private static final class Document {

        private final Supplier<JsonNode> maker;
        private volatile @Nullable String made;

        Document(Supplier<JsonNode> maker) {
            this.maker = maker;
        }

        String text() {
            var known = made;
            if (known == null) {
                known = Json.mapper().writeValueAsString(maker.get());
                made = known;
            }
            return known;
        }
    }

    /** Descriptions hold no secrets, and tools that read them run in pages of other origins. */
    private static Response answer(Document document, Request request) {
        var host = host(request);
        var text = document.text();
        var tag = "\"%x-%x\"".formatted(text.hashCode(), host.hashCode());
        boolean known = request.header("if-none-match").filter(tag::equals).isPresent();
        var response = known
                ? Response.empty(304)
                : Response.json(200, text.replace(HOST, escaped(host)).getBytes(StandardCharsets.UTF_8));
        return response.header("etag", tag).header("cross-origin-resource-policy", "cross-origin");
    }

    /** As it stands in a JSON string. */
    private static String escaped(String host) {
        var quoted = Json.mapper().writeValueAsString(host);
        return quoted.substring(1, quoted.length() - 1);
    }

    /** How the client calls this machine, without the port: the only name that surely works from where it is. */
    private static String host(Request request) {
        var host = request.header("host").orElse("127.0.0.1");
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
