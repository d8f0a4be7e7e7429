package carillon.server.dialect.drp;

import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Decision;
import carillon.core.access.KnownScopes;
import carillon.core.access.Principal;
import carillon.sdk.event.Json;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /info} (section 12): what this server is and can. Advertises only what exists, since clients rely on it. */
final class InfoResource {

    private final DrpConfig config;
    private final ClaimAuthorizer authorizer;
    private final ObjectStore objects;
    private final String id;

    InfoResource(DrpConfig config, ClaimAuthorizer authorizer, ObjectStore objects, String id) {
        this.config = config;
        this.authorizer = authorizer;
        this.objects = objects;
        this.id = id;
    }

    void mount(Routes routes) {
        routes.get("/info", this::get);
    }

    private Response get(Request request) {
        return authorizer.rights(request.principal()).contains("info", "get", "")
                ? Response.json(200, info(request.principal()))
                : DrpErrors.forbidden(request, new Decision.Lacking("info", "get", ""));
    }

    ObjectNode info(Principal caller) {
        var info = Json.mapper().createObjectNode();
        info.put("id", id).put("ha_id", "").put("local_id", id);
        info.put("version", config.version());
        info.put("arch", arch()).put("os", System.getProperty("os.name", "").toLowerCase(Locale.ROOT));
        info.put("api_port", config.apiPort()).put("file_port", 0).put("address", "");
        info.putArray("features").add("api-v3").add("websocket-changed-filter");
        var stats = info.putArray("stats");
        // A number tells of objects as well, so it takes the sight of all of them.
        var rights = authorizer.rights(caller);
        objects.counts().forEach((type, count) -> {
            if (rights.showsAll(type)) {
                stats.addObject().put("name", type + ".count").put("count", count);
            }
        });
        var scopes = info.putObject("scopes");
        new TreeMap<>(KnownScopes.table(config.mode())).forEach((scope, actions) -> {
            var known = scopes.putObject(scope);
            new TreeSet<>(actions).forEach(known::putObject);
        });
        info.putArray("errors");
        info.putObject("License");
        return info;
    }

    /** As Go names it, which is what clients compare with. */
    private static String arch() {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> System.getProperty("os.arch", "");
        };
    }
}
