package carillon.server.dialect.sysadm;

import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Messages of section 3: requests to values, and replies to text. */
final class Envelope {

    private Envelope() {}

    /** One message of a client. */
    sealed interface Message {

        /**
         * A request.
         *
         * @param id empty if the client gave none, or none that is text
         * @param args the whole request if it has no arguments
         */
        record Call(String namespace, String name, String id, JsonNode args) implements Message {

            boolean in(String space) {
                return namespace.equalsIgnoreCase(space);
            }
        }

        /** Nothing that can be answered but with 400. */
        record Malformed(String namespace, String id) implements Message {}
    }

    static Message parse(String text) {
        JsonNode tree;
        try {
            tree = Json.parse(text).tree();
        } catch (MalformedJsonException notJson) {
            return new Message.Malformed("", "");
        }
        if (!tree.isObject()) {
            return new Message.Malformed("", "");
        }
        var namespace = tree.path("namespace").stringValue("");
        var name = tree.path("name").stringValue("");
        var id = tree.path("id").stringValue("");
        return namespace.isEmpty() || name.isEmpty()
                ? new Message.Malformed(namespace, id)
                : new Message.Call(namespace, name, id, tree.has("args") ? tree.path("args") : tree);
    }

    static String reply(Message.Call call, JsonNode args) {
        return frame(args, call.id(), call.id().isEmpty() ? call.name() : "response", call.namespace());
    }

    static String error(Dialect dialect, Message.Call call, Status status) {
        return error(dialect, call.namespace(), call.id(), status);
    }

    static String error(Dialect dialect, Message.Malformed message, Status status) {
        return error(dialect, message.namespace(), message.id(), status);
    }

    private static String error(Dialect dialect, String namespace, String id, Status status) {
        var args = Json.mapper().createObjectNode();
        boolean own = dialect == Dialect.HANDBOOK;
        if (own) {
            args.put("code", status.code());
        } else {
            args.put("code", Integer.toString(status.code()));
        }
        args.put("message", status.text());
        return frame(args, id, "error", own && !namespace.isEmpty() ? namespace : "error");
    }

    /** A frame with its four members. */
    static String frame(JsonNode args, String id, String name, String namespace) {
        ObjectNode frame = Json.mapper().createObjectNode();
        frame.set("args", SortedJson.sorted(args));
        frame.put("id", id);
        frame.put("name", name);
        frame.put("namespace", namespace);
        return Json.mapper().writeValueAsString(frame);
    }
}
