package carillon.server.description;

import carillon.sdk.event.Json;
import carillon.sdk.protocol.EventDoc;
import carillon.sdk.protocol.Mux;
import carillon.sdk.protocol.Schemas;
import carillon.server.http.Router;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An AsyncAPI 3 document: the channels that are mounted, and what may be sent and received there. */
final class AsyncApi {

    private static final String SCHEMAS = "#/components/schemas/";

    /** Paths that are channels, where they are mounted. Those of the events protocol get its messages. */
    private enum Channel {
        EVENTS("/events/ws", "ws", "Events protocol: every text message is one event", true),
        SOCKET_IO("/socket.io/", "ws", "Socket.IO 5: emissions of event, default namespace", true),
        DIGITAL_REBAR("/api/v3/ws", "ws", "Digital Rebar: register type.action.key, then events", false),
        MESHERY_STREAM("/api/events/subscribe", "sse", "Meshery: events of the user, as they come", false),
        MESHERY_GRAPHQL("/api/system/graphql/query", "ws", "Meshery: GraphQL subscriptions", false),
        SYSADM("/sysadm/ws", "ws", "SysAdm: events/subscribe, then events", false),
        BRIDGE("/sysadm/bridge", "ws", "SysAdm: the relay", false),
        NATIVE("/v1/stream", "sse", "Events with their position as id, resumed by Last-Event-ID", false);

        private final String address;
        private final String protocol;
        private final String title;
        private final boolean envelopes;

        Channel(String address, String protocol, String title, boolean envelopes) {
            this.address = address;
            this.protocol = protocol;
            this.title = title;
            this.envelopes = envelopes;
        }

        boolean mounted(List<Router.Endpoint> endpoints) {
            return endpoints.stream()
                    .anyMatch(endpoint -> endpoint.method().equals("GET")
                            && endpoint.pattern().equals(address));
        }

        String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final Mux mux;
    private final ObjectNode document = Json.mapper().createObjectNode();
    private final ObjectNode messages = Json.mapper().createObjectNode();
    private final ObjectNode schemas = Json.mapper().createObjectNode();

    private AsyncApi(Mux mux) {
        this.mux = mux;
    }

    static ObjectNode of(List<Router.Endpoint> endpoints, Mux mux, String version) {
        var made = new AsyncApi(mux);
        made.document.put("asyncapi", "3.0.0");
        made.document
                .putObject("info")
                .put("title", "Carillon")
                .put("version", version)
                .put("description", "A self-hosted, real-time event hub: the channels that events come by.");
        made.document.put("defaultContentType", "application/json");
        made.servers();
        made.messages();
        made.channels(endpoints);
        made.document.putObject("components").set("messages", made.messages);
        ((ObjectNode) made.document.get("components")).set("schemas", made.schemas);
        return made.document;
    }

    private void servers() {
        var servers = document.putObject("servers");
        servers.putObject("ws").put("host", "127.0.0.1:9081").put("protocol", "ws");
        servers.putObject("sse").put("host", "127.0.0.1:9081").put("protocol", "http");
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

    private void channels(List<Router.Endpoint> endpoints) {
        var channels = document.putObject("channels");
        var operations = document.putObject("operations");
        for (var channel : Channel.values()) {
            if (channel.mounted(endpoints)) {
                channel(channels.putObject(channel.key()), channel);
                operations(operations, channel);
            }
        }
    }

    private void channel(ObjectNode node, Channel channel) {
        node.put("address", channel.address).put("title", channel.title);
        node.putArray("servers").addObject().put("$ref", "#/servers/" + channel.protocol);
        var listed = node.putObject("messages");
        for (var key : messages.propertyNames()) {
            if (channel.envelopes != key.equals("message")) {
                listed.putObject(key).put("$ref", "#/components/messages/" + key);
            }
        }
    }

    private void operations(ObjectNode operations, Channel channel) {
        var at = "#/channels/" + channel.key();
        if (channel.envelopes) {
            for (var registration : mux.registrations()) {
                var key = key(registration, "request");
                var ask = operation(operations, channel.key() + "." + key, "receive", at, key);
                var reply = ask.putObject("reply");
                reply.putObject("channel").put("$ref", at);
                reply.putArray("messages").addObject().put("$ref", at + "/messages/" + key(registration, "response"));
            }
        } else if (channel.protocol.equals("ws")) {
            operation(operations, channel.key() + ".command", "receive", at, "message");
        }
        operation(operations, channel.key() + ".events", "send", at, channel.envelopes ? "live" : "message");
    }

    private static ObjectNode operation(
            ObjectNode operations, String key, String action, String channel, String message) {
        var operation = operations.putObject(key).put("action", action);
        operation.putObject("channel").put("$ref", channel);
        operation.putArray("messages").addObject().put("$ref", channel + "/messages/" + message);
        return operation;
    }
}
