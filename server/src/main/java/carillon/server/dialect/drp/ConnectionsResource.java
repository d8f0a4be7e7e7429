package carillon.server.dialect.drp;

import carillon.core.access.AccessPolicy;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Decision;
import carillon.core.access.Principal;
import carillon.sdk.event.Json;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** The list of connections, and ending one (section 11.2). */
final class ConnectionsResource {

    private static final String SCOPE = "connections";
    private static final Set<String> MEMBERS = Set.of("RemoteAddr", "Type", "Principal", "CreateTime", "ExpiresAt");
    private static final Map<String, Comparator<String>> ORDERS = Map.of(
            "RemoteAddr", Comparator.comparing(ConnectionsResource::host).thenComparingInt(ConnectionsResource::port),
            "CreateTime", Comparator.comparing(ConnectionsResource::time),
            "ExpiresAt", Comparator.comparing(ConnectionsResource::time));
    /** Whose runners a list is asked for: the same rule for all of them. */
    private static final List<String> RUNNERS = List.of("machines", "clusters", "resource_brokers");

    private final Connections connections;
    private final ClaimAuthorizer authorizer;
    private final AccessPolicy policy;

    ConnectionsResource(Connections connections, ClaimAuthorizer authorizer, AccessPolicy policy) {
        this.connections = connections;
        this.authorizer = authorizer;
        this.policy = policy;
    }

    void mount(Routes routes) {
        routes.get("/connections", this::list);
        // The rest of the path: an address may come with its colons and brackets raw or escaped.
        routes.get("/connections/{addr...}", this::get);
        routes.delete("/connections/{addr...}", this::delete);
        for (var type : RUNNERS) {
            routes.get("/" + type + "/{uuid}/connections", request -> ofRunner(request, type));
        }
    }

    private Response list(Request request) {
        boolean unknownToo = request.query().all("Principal").stream()
                .anyMatch(value -> value.equals("unknown") || value.equals("Eq(unknown)"));
        var rights = authorizer.rights(request.principal());
        return shown(
                request,
                connection ->
                        (unknownToo || connection.known()) && rights.contains(SCOPE, "list", connection.remoteAddr()));
    }

    private Response ofRunner(Request request, String type) {
        var uuid = request.parameter("uuid");
        // No connection of a machine that the caller's tenant hides is shown, whatever type the path names.
        boolean may = authorizer.rights(request.principal()).contains(type, "get", uuid);
        return shown(request, connection -> may && connection.principal().equals(Principal.RUNNER + uuid));
    }

    private Response shown(Request request, Predicate<Connection> visible) {
        var all = connections.all().stream()
                .filter(visible.and(connection -> policy.sees(request.principal(), connection.principal())))
                .sorted(Comparator.comparing(Connection::createTime))
                .<JsonNode>map(Connection::json)
                .toList();
        return Lists.answer(request, all, ListView.WHOLE, MEMBERS::contains, ORDERS);
    }

    private Response get(Request request) {
        var address = request.parameter("addr");
        if (!authorizer.rights(request.principal()).contains(SCOPE, "get", address)) {
            return notFound(request);
        }
        return connections
                .at(address)
                .filter(connection -> policy.sees(request.principal(), connection.principal()))
                .<Response>map(connection -> Response.json(200, connection.json()))
                .orElseGet(() -> notFound(request));
    }

    private Response delete(Request request) {
        var address = request.parameter("addr");
        if (!authorizer.rights(request.principal()).contains(SCOPE, "delete", address)) {
            return DrpErrors.forbidden(request, new Decision.Lacking(SCOPE, "delete", address));
        }
        var found = connections.at(address);
        if (found.isEmpty()) {
            return notFound(request);
        }
        var connection = found.get();
        switch (policy.ending(request.principal(), connection.principal())) {
            case Decision.Hidden _ -> {
                return notFound(request);
            }
            case Decision.Lacking lacking -> {
                return DrpErrors.forbidden(request, lacking);
            }
            case Decision.Exceeding exceeding -> {
                return DrpErrors.forbidden(request, exceeding.detail());
            }
            case Decision.Allowed _ -> {
                // Goes on below.
            }
        }
        if (connection.type().equals(Connection.API)) {
            return DrpErrors.of(request, 409, "only websocket connections can be closed");
        }
        connections.close(connection);
        return Response.json(
                200,
                authorizer.rights(request.principal()).contains(SCOPE, "get", address)
                        ? connection.json()
                        : Json.mapper().createObjectNode());
    }

    private static Response notFound(Request request) {
        return DrpErrors.of(request, 404, "Not Found");
    }

    private static String host(String address) {
        return address.substring(0, Math.max(0, address.lastIndexOf(':')));
    }

    private static int port(String address) {
        var port = address.substring(address.lastIndexOf(':') + 1);
        return port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : -1;
    }

    private static Instant time(String text) {
        return WireTime.read(text).orElse(WireTime.ZERO);
    }
}
