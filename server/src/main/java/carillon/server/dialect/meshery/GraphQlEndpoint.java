package carillon.server.dialect.meshery;

import carillon.core.hub.Hub;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.SlowPolicy;
import carillon.server.http.WebSocketConnection;
import carillon.server.http.WebSocketLimits;
import carillon.server.http.WebSocketListener;
import graphql.GraphQL;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** R10: subscriptions over WebSocket; over plain HTTP only what needs no subscription. */
final class GraphQlEndpoint {

    private static final int BYTES_AN_EVENT = 4_096;

    private final Hub hub;
    private final MesheryConfig config;
    private final GraphQLSchema schema = EventSchema.create();
    private final GraphQL queries = GraphQL.newGraphQL(schema).build();

    GraphQlEndpoint(Hub hub, MesheryConfig config) {
        this.hub = hub;
        this.config = config;
    }

    /** The fields of all root types. */
    List<String> operations() {
        return Stream.of("Query", "Mutation", "Subscription")
                .flatMap(root -> schema.getType(root) instanceof GraphQLObjectType type
                        ? type.getFieldDefinitions().stream()
                                .map(field -> root.toLowerCase(Locale.ROOT) + " " + field.getName())
                        : Stream.empty())
                .toList();
    }

    Response get(Request request) {
        if (request.asksForWebSocket()) {
            return upgrade(request);
        }
        var payload = Json.mapper().createObjectNode();
        payload.put("query", request.query().first("query").orElse(""));
        request.query().first("operationName").ifPresent(name -> payload.put("operationName", name));
        return answer(request, GraphQlRequest.of(payload));
    }

    Response post(Request request) {
        try {
            var payload = request.json().tree();
            return payload.isObject()
                    ? answer(request, GraphQlRequest.of(payload))
                    : failed(List.of("the body has to be a JSON object with a query"));
        } catch (MalformedJsonException malformed) {
            return failed(List.of(String.valueOf(malformed.getMessage())));
        }
    }

    private Response answer(Request request, GraphQlRequest asked) {
        return switch (asked.read(schema)) {
            case EventSelection.Outcome.Invalid(List<String> messages) -> failed(messages);
            case EventSelection.Outcome.Subscription subscription ->
                failed(List.of("subscriptions need the WebSocket transport: connect to this path with the subprotocol "
                        + GraphQlProtocol.TRANSPORT.subprotocol()));
            case EventSelection.Outcome.Other other ->
                EventLists.json(
                        200, EventWriter.written(request.answer(), json -> json.writePOJO(asked.answer(queries))));
        };
    }

    private static Response failed(List<String> messages) {
        var body = Json.mapper().createObjectNode();
        var errors = body.putArray("errors");
        messages.forEach(message -> errors.addObject().put("message", message));
        body.putNull("data");
        // Beside the members that GraphQL asks for, the one that all errors of these paths have.
        body.put("error", messages.getFirst());
        return EventLists.json(400, Json.mapper().writeValueAsBytes(body));
    }

    private Response upgrade(Request request) {
        var limits = new WebSocketLimits(
                WebSocketLimits.RESUMABLE.ping(),
                WebSocketLimits.RESUMABLE.pongTimeout(),
                WebSocketLimits.RESUMABLE.writeTimeout(),
                WebSocketLimits.RESUMABLE.maxInboundBytes(),
                config.buffer() * BYTES_AN_EVENT,
                config.buffer(),
                SlowPolicy.DROP_NEWEST);
        var offered = offered(request);
        var chosen = GraphQlProtocol.choose(offered);
        if (chosen.isEmpty() && !offered.isEmpty()) {
            return Response.upgrade(GraphQlEndpoint::refuse, limits);
        }
        // Whoever names none speaks the older one.
        var protocol = chosen.orElse(GraphQlProtocol.LEGACY);
        var principal = request.principal();
        return Response.upgrade(
                connection ->
                        new GraphQlSocket(hub, queries, config.systemId().toString(), principal, protocol, connection),
                limits,
                chosen.map(GraphQlProtocol::subprotocol).orElse(null));
    }

    private static WebSocketListener refuse(WebSocketConnection connection) {
        connection.close(4406, "Subprotocol not acceptable");
        return new WebSocketListener() {};
    }

    private static List<String> offered(Request request) {
        return request.headers().all("sec-websocket-protocol").stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
