package carillon.server.dialect.meshery;

import carillon.core.memory.BoundedBytes;
import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The two ways of GraphQL over WebSocket (meshery-events 9.3.1 and 9.3.2): the same talk in different words. */
enum GraphQlProtocol {
    TRANSPORT("graphql-transport-ws", "subscribe", "next", "complete", "ping"),
    LEGACY("graphql-ws", "start", "data", "stop", "ka");

    private final String subprotocol;
    private final String begin;
    private final String data;
    private final String end;
    private final String keepAlive;

    GraphQlProtocol(String subprotocol, String begin, String data, String end, String keepAlive) {
        this.subprotocol = subprotocol;
        this.begin = begin;
        this.data = data;
        this.end = end;
        this.keepAlive = keepAlive;
    }

    String subprotocol() {
        return subprotocol;
    }

    /** The best of those offered; empty if none is known. */
    static Optional<GraphQlProtocol> choose(List<String> offered) {
        for (var protocol : values()) {
            if (offered.contains(protocol.subprotocol)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }

    boolean begins(String type) {
        return begin.equals(type);
    }

    boolean ends(String type) {
        return end.equals(type);
    }

    /** The type of a message that carries an event. */
    String data() {
        return data;
    }

    String keepAlive() {
        return "{\"type\":\"" + keepAlive + "\"}";
    }

    String ack() {
        return "{\"type\":\"connection_ack\"}";
    }

    /** A message that carries a whole result. */
    String next(String id, Map<String, Object> result, BoundedBytes into) {
        var message = EventWriter.written(into, json -> {
            json.writeStartObject();
            json.writeStringProperty("id", id);
            json.writeStringProperty("type", data);
            json.writeName("payload");
            json.writePOJO(result);
            json.writeEndObject();
        });
        return new String(message, StandardCharsets.UTF_8);
    }

    String error(String id, List<String> messages) {
        var message = Json.mapper().createObjectNode();
        message.put("id", id).put("type", "error");
        var errors = messages.stream().map(GraphQlProtocol::errorObject).toList();
        if (this == TRANSPORT) {
            message.putArray("payload").addAll(errors);
        } else {
            message.set("payload", errors.getFirst());
        }
        return message.toString();
    }

    private static ObjectNode errorObject(String text) {
        return Json.mapper().createObjectNode().put("message", text);
    }

    String complete(String id) {
        return Json.mapper()
                .createObjectNode()
                .put("id", id)
                .put("type", "complete")
                .toString();
    }
}
