package carillon.server.description;

import carillon.sdk.event.Json;
import carillon.sdk.protocol.EventDoc;
import carillon.sdk.protocol.Mux;
import carillon.sdk.protocol.Schemas;
import carillon.server.http.EventChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An AsyncAPI 3 document: the channels that are mounted, and what may be sent and received there. */
final class AsyncApi {

    private static final String SCHEMAS = "#/components/schemas/";

    private final Mux mux;
    private final ObjectNode document = Json.mapper().createObjectNode();
    private final ObjectNode messages = Json.mapper().createObjectNode();
    private final ObjectNode schemas = Json.mapper().createObjectNode();

    private AsyncApi(Mux mux) {
        this.mux = mux;
    }

    /**
     * Makes the document.
     *
     * @param host how whoever asked calls this machine
     */
    static ObjectNode of(List<Port> ports, String host, Mux mux, String version) {
        var made = new AsyncApi(mux);
        made.document.put("asyncapi", "3.0.0");
        made.document
                .putObject("info")
                .put("title", "Carillon")
                .put("version", version)
                .put("description", "A self-hosted, real-time event hub: the channels that events come by.");
        made.document.put("defaultContentType", "application/json");
        var places = Place.all(ports);
        made.servers(places, host);
        made.messages();
        made.channels(places);
        made.document.putObject("components").set("messages", made.messages);
        ((ObjectNode) made.document.get("components")).set("schemas", made.schemas);
        return made.document;
    }

    private void servers(List<Place> places, String host) {
        var servers = document.putObject("servers");
        for (var place : places) {
            servers.putObject(place.server())
                    .put("host", place.port().address(host))
                    .put("protocol", place.port().scheme(place.channel().kind().scheme()));
        }
    }

    private void messages() {
        for (var registration : mux.registrations()) {
            var doc = registration.handler() instanceof EventDoc found ? found : null;
            message(
                    key(registration, "request"),
                    registration.name(),
                    registration.version(),
                    doc == null ? null : doc.input());
            message(
                    key(registration, "response"),
                    registration.name() + ":response",
                    registration.version(),
                    doc == null ? null : doc.output());
        }
        message("live", null, 1, null);
        var other = messages.putObject("message").put("name", "message");
        other.put("summary", "A message of the channel's own protocol; see its reference page.");
        other.putObject("payload");
    }

    private static String key(Mux.Registration registration, String kind) {
        return registration.name().replace(':', '.') + ".v" + registration.version() + "." + kind;
    }

    private void message(String key, @Nullable String name, int version, @Nullable Class<?> payloadType) {
        var message = messages.putObject(key);
        message.put("name", name == null ? "type:action" : name);
        message.put(
                "summary", name == null ? "An event that was published: payload the object, metadata the rest." : name);
        var payload = message.putObject("payload").put("type", "object");
        var properties = payload.putObject("properties");
        var named = properties.putObject("name").put("type", "string");
        if (name != null) {
            named.put("const", name);
        }
        properties.putObject("version").put("type", "integer").put("const", version);
        properties.putObject("id").put("type", "string");
        properties.putObject("flowId").put("type", "string");
        properties.set(
                "payload",
                payloadType == null ? Json.mapper().createObjectNode() : Schemas.inside(payloadType, SCHEMAS, schemas));
        properties.putObject("metadata").put("type", "object");
        payload.putArray("required").add("name").add("version");
    }

    private void channels(List<Place> places) {
        var channels = document.putObject("channels");
        var operations = document.putObject("operations");
        for (var place : places) {
            channel(channels.putObject(place.key()), place);
            operations(operations, place);
        }
    }

    private void channel(ObjectNode node, Place place) {
        node.put("address", place.address()).put("title", place.channel().title());
        node.putArray("servers").addObject().put("$ref", "#/servers/" + place.server());
        if (place.address().contains("{path}")) {
            node.putObject("parameters").putObject("path").put("description", "Anything; it means nothing.");
        }
        var listed = node.putObject("messages");
        for (var key : messages.propertyNames()) {
            if (place.carriesEnvelopes() != key.equals("message")) {
                listed.putObject(key).put("$ref", "#/components/messages/" + key);
            }
        }
    }

    private void operations(ObjectNode operations, Place place) {
        var at = "#/channels/" + place.key();
        boolean envelopes = place.carriesEnvelopes();
        if (envelopes) {
            for (var registration : mux.registrations()) {
                var key = key(registration, "request");
                var ask = operation(operations, place.key() + "." + key, "receive", at, key);
                var reply = ask.putObject("reply");
                reply.putObject("channel").put("$ref", at);
                reply.putArray("messages").addObject().put("$ref", at + "/messages/" + key(registration, "response"));
            }
        } else if (place.channel().kind() == EventChannel.Kind.SOCKET) {
            operation(operations, place.key() + ".command", "receive", at, "message");
        }
        operation(operations, place.key() + ".events", "send", at, envelopes ? "live" : "message");
    }

    private static ObjectNode operation(
            ObjectNode operations, String key, String action, String channel, String message) {
        var operation = operations.putObject(key).put("action", action);
        operation.putObject("channel").put("$ref", channel);
        operation.putArray("messages").addObject().put("$ref", channel + "/messages/" + message);
        return operation;
    }
}
