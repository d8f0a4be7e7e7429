package carillon.server.bridge;

import carillon.sdk.event.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The bridge's own messages as text. */
final class BridgeFrames {

    static final String IDENTIFY = "sysadm_bridge_request_ident";
    static final String LIST_KEYS = "bridge_request_list_keys";

    private BridgeFrames() {}

    static String identify() {
        return frame(text(""), text(IDENTIFY), "identify", "rpc");
    }

    static String listKeys() {
        var args = Json.mapper().createObjectNode().put("action", "list_ssl_checksums");
        return frame(args, text(LIST_KEYS), "settings", "rpc");
    }

    static String available(List<String> ids) {
        var args = Json.mapper().createObjectNode();
        var list = args.putArray("available_connections");
        ids.forEach(list::add);
        return frame(args, text(""), "bridge", "events");
    }

    /** With the id as it came: a number stays a number. */
    static String frame(JsonNode args, JsonNode id, String name, String namespace) {
        var frame = Json.mapper().createObjectNode();
        frame.set("args", args);
        frame.set("id", id);
        frame.put("name", name);
        frame.put("namespace", namespace);
        return Json.mapper().writeValueAsString(frame);
    }

    static JsonNode text(String text) {
        return Json.mapper().getNodeFactory().stringNode(text);
    }
}
