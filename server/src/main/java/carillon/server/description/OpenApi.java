package carillon.server.description;

import carillon.sdk.event.Json;
import carillon.sdk.protocol.EventDoc;
import carillon.sdk.protocol.Mux;
import carillon.sdk.protocol.Schemas;
import carillon.server.http.Response;
import carillon.server.http.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An OpenAPI 3.1 document: one operation for each route. */
final class OpenApi {

    private static final String SCHEMAS = "#/components/schemas/";
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Set<String> EVENT_PATHS =
            Set.of("/events", "/events/", "/events/others", "/gb/events", "/gb/events/", "/gb/events/others");

    private final Mux mux;
    private final ObjectNode document = Json.mapper().createObjectNode();
    private final Set<String> operationIds = new TreeSet<>();

    private OpenApi(Mux mux) {
        this.mux = mux;
    }

    /**
     * Makes the document.
     *
     * @param ports the one that whoever asked came by, then those of dialects
     * @param host how whoever asked calls this machine
     */
    static ObjectNode of(List<Port> ports, String host, Mux mux, String version) {
        var made = new OpenApi(mux);
        made.document.put("openapi", "3.1.0");
        made.document
                .putObject("info")
                .put("title", "Carillon")
                .put("version", version)
                .put("description", "A self-hosted, real-time event hub: everything that is asked over HTTP.");
        made.document.putArray("servers").addObject().put("url", "/");
        made.document.putObject("paths");
        made.paths(ports.getFirst().endpoints(), "");
        for (var own : ports.subList(1, ports.size())) {
            if (own.answersRequests()) {
                made.paths(own.endpoints(), own.scheme("http") + "://" + own.address(host));
            }
        }
        made.components();
        made.security();
        return made.document;
    }

    /** What one server offers; the empty URL is the document's own. */
    private void paths(List<Router.Endpoint> endpoints, String server) {
        var sorted = new TreeMap<String, Map<String, String>>();
        for (var endpoint : endpoints) {
            sorted.computeIfAbsent(template(endpoint.pattern()), path -> new TreeMap<>())
                    .put(endpoint.method(), endpoint.family());
        }
        sorted.forEach((path, families) -> {
            if (path.equals(Response.ERROR_PAGE) && !server.isEmpty()) {
                // The same page on every port: a document has each path once.
                alsoAt(server);
                return;
            }
            var item = document.withObject("/paths").putObject(path);
            if (!server.isEmpty()) {
                item.putArray("servers").addObject().put("url", server);
            }
            parameters(item, path);
            families.forEach((method, family) ->
                    operation(item.putObject(method.toLowerCase(Locale.ROOT)), method, path, family));
        });
    }

    private void alsoAt(String server) {
        var page = document.withObject("/paths").withObjectProperty(Response.ERROR_PAGE);
        if (!page.has("servers")) {
            page.putArray("servers").addObject().put("url", "/");
        }
        page.withArrayProperty("servers").addObject().put("url", server);
    }

    /** {@code {file...}} is {@code {file}} here: OpenAPI has no word for the rest of a path. */
    static String template(String pattern) {
        return pattern.isEmpty() ? "/" : pattern.replace("...}", "}");
    }

    private static void parameters(ObjectNode item, String path) {
        var names = new ArrayList<String>();
        for (var segment : path.split("/", -1)) {
            if (segment.startsWith("{") && segment.endsWith("}")) {
                names.add(segment.substring(1, segment.length() - 1));
            }
        }
        if (names.isEmpty()) {
            return;
        }
        var parameters = item.putArray("parameters");
        for (var name : names) {
            parameters
                    .addObject()
                    .put("name", name)
                    .put("in", "path")
                    .put("required", true)
                    .putObject("schema")
                    .put("type", "string");
        }
    }

    private void operation(ObjectNode operation, String method, String path, String family) {
        operation.put("operationId", operationId(method, path));
        operation.put("summary", method + " " + path);
        operation.putArray("tags").add(family);
        if (WITH_BODY.contains(method)) {
            var body = operation.putObject("requestBody").putObject("content").putObject("application/json");
            body.set(
                    "schema",
                    EVENT_PATHS.contains(path)
                            ? reference("Event")
                            : Json.mapper().createObjectNode());
        }
        var responses = operation.putObject("responses");
        var success = responses.putObject("2XX").put("description", "Done.");
        if (EVENT_PATHS.contains(path)) {
            success.putObject("content").putObject("application/json").set("schema", reference("Event"));
        }
        responses
                .putObject("default")
                .put("description", "Refused; in the manner of the protocol that the path belongs to.")
                .putObject("content")
                .putObject("application/problem+json")
                .set("schema", reference("Problem"));
    }

    private String operationId(String method, String path) {
        var words = (method.toLowerCase(Locale.ROOT) + path)
                .chars()
                .mapToObj(c -> Character.isLetterOrDigit(c) ? Character.toString(c) : "_")
                .collect(Collectors.joining());
        var id = words;
        for (int i = 2; !operationIds.add(id); i++) {
            id = words + "_" + i;
        }
        return id;
    }

    private static ObjectNode reference(String schema) {
        return Json.mapper().createObjectNode().put("$ref", SCHEMAS + schema);
    }

    private void components() {
        var components = document.putObject("components");
        var schemas = components.putObject("schemas");
        schemas.set("Event", event());
        schemas.set("Problem", problem());
        for (var registration : mux.registrations()) {
            if (registration.handler() instanceof EventDoc doc) {
                define(doc.input(), schemas);
                define(doc.output(), schemas);
            }
        }
        var schemes = components.putObject("securitySchemes");
        schemes.putObject("basic").put("type", "http").put("scheme", "basic");
        schemes.putObject("bearer").put("type", "http").put("scheme", "bearer");
    }

    private static void define(@Nullable Class<?> type, ObjectNode schemas) {
        if (type != null) {
            Schemas.inside(type, SCHEMAS, schemas);
        }
    }

    /** The envelope of the events protocol, with the names that this hub answers. */
    private ObjectNode event() {
        var schema = Json.mapper().createObjectNode().put("type", "object");
        schema.put(
                "description",
                mux.registrations().stream()
                        .map(one -> one.name() + " V" + one.version())
                        .collect(Collectors.joining(", ", "An event of the events protocol. Requests: ", ".")));
        var properties = schema.putObject("properties");
        properties.putObject("name").put("type", "string");
        properties.putObject("version").put("type", "integer");
        properties.putObject("id").put("type", "string");
        properties.putObject("flowId").put("type", "string");
        properties.putObject("payload");
        for (var key : List.of("identity", "auth", "metadata")) {
            properties.putObject(key).put("type", "object");
        }
        schema.putArray("required").add("name").add("version");
        return schema;
    }

    private static ObjectNode problem() {
        var schema = Json.mapper().createObjectNode().put("type", "object");
        var properties = schema.putObject("properties");
        for (var key : List.of("type", "title", "detail", "code")) {
            properties.putObject(key).put("type", "string");
        }
        properties.putObject("status").put("type", "integer");
        properties.putObject("retry").put("type", "boolean");
        return schema;
    }

    private void security() {
        var security = document.putArray("security");
        security.addObject().putArray("basic");
        security.addObject().putArray("bearer");
    }
}
