package carillon.server.dialect.meshery;

import carillon.core.access.Principal;
import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.core.hub.Hub;
import carillon.core.hub.SubscribeOutcome;
import carillon.core.hub.SubscribeRequest;
import carillon.core.hub.Subscription;
import carillon.core.memory.AnswerRefusedException;
import carillon.core.memory.BoundedBytes;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.sdk.event.StoredEvent;
import carillon.server.http.WebSocketConnection;
import carillon.server.http.WebSocketFrames;
import carillon.server.http.WebSocketListener;
import graphql.GraphQL;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** One WebSocket that speaks GraphQL. Its state belongs to the connection's event loop. */
final class GraphQlSocket implements WebSocketListener {

    private static final Duration INIT_WITHIN = Duration.ofSeconds(3);
    private static final Duration KEEPALIVE = Duration.ofSeconds(10);
    private static final int MAX_SUBSCRIPTIONS = 64;
    private static final int MAX_ID = 256;

    /** What a message has beyond the event's own texts, each of them at its longest. */
    private static final int BESIDE_THE_EVENT = 131_072;

    private final Hub hub;
    private final GraphQL queries;
    private final String systemId;
    private final Principal principal;
    private final GraphQlProtocol protocol;
    private final WebSocketConnection connection;
    private final int mostBytes;
    private final Map<String, Standing> standing = new HashMap<>();
    private final long opened = System.nanoTime();
    private long lastKeepAlive = opened;
    private boolean acknowledged;

    /** A subscription from the moment it was asked for; what the hub knows of it comes a little later. */
    private static final class Standing {
        @Nullable
        Subscription subscription;

        boolean ended;
    }

    GraphQlSocket(
            Hub hub,
            GraphQL queries,
            String systemId,
            Principal principal,
            GraphQlProtocol protocol,
            WebSocketConnection connection) {
        this.hub = hub;
        this.queries = queries;
        this.systemId = systemId;
        this.principal = principal;
        this.protocol = protocol;
        this.connection = connection;
        this.mostBytes = hub.config().maxEventBytes() + BESIDE_THE_EVENT;
    }

    /** Closes a connection that does not introduce itself, and keeps the others alive. */
    @Override
    public void onTick(long now) {
        if (!acknowledged && now - opened > INIT_WITHIN.toNanos()) {
            connection.close(4408, "Connection initialisation timeout");
        } else if (acknowledged && now - lastKeepAlive > KEEPALIVE.toNanos()) {
            lastKeepAlive = now;
            connection.sendText(protocol.keepAlive());
        }
    }

    @Override
    public void onText(String text) {
        var message = parse(text);
        var type = message == null ? "" : message.path("type").stringValue("");
        if (message == null || type.isEmpty()) {
            connection.close(4400, "Invalid message");
        } else if (type.equals("connection_init")) {
            introduce();
        } else if (protocol.begins(type)) {
            begin(message);
        } else if (protocol.ends(type)) {
            end(message.path("id").stringValue(""));
        } else {
            other(type);
        }
    }

    private static @Nullable JsonNode parse(String text) {
        try {
            var tree = Json.parse(text).tree();
            return tree.isObject() ? tree : null;
        } catch (MalformedJsonException malformed) {
            return null;
        }
    }

    private void introduce() {
        if (acknowledged) {
            connection.close(4429, "Too many initialisation requests");
            return;
        }
        acknowledged = true;
        connection.sendText(protocol.ack());
        if (protocol == GraphQlProtocol.LEGACY) {
            connection.sendText(protocol.keepAlive());
        }
    }

    private void other(String type) {
        switch (type) {
            case "ping" -> connection.sendText("{\"type\":\"pong\"}");
            case "pong" -> {
                // Any frame shows that the peer lives; that is noted elsewhere.
            }
            case "connection_terminate" -> connection.close(1000, "Goodbye");
            default -> connection.close(4400, "Unknown message type");
        }
    }

    private void begin(JsonNode message) {
        var id = message.path("id").stringValue("");
        var payload = message.get("payload");
        if (!acknowledged) {
            connection.close(4401, "Unauthorized");
        } else if (id.isEmpty() || id.length() > MAX_ID || payload == null || !payload.isObject()) {
            connection.close(4400, "Invalid message");
        } else if (standing.containsKey(id)) {
            connection.close(4409, "Subscriber for this id already exists");
        } else if (standing.size() >= MAX_SUBSCRIPTIONS) {
            connection.sendText(
                    protocol.error(id, List.of("at most " + MAX_SUBSCRIPTIONS + " subscriptions a connection")));
        } else {
            select(id, payload);
        }
    }

    private void select(String id, JsonNode payload) {
        var request = GraphQlRequest.of(payload);
        switch (request.read(queries.getGraphQLSchema())) {
            case EventSelection.Outcome.Invalid(List<String> messages) ->
                connection.sendText(protocol.error(id, messages));
            case EventSelection.Outcome.Other other -> answer(id, request);
            case EventSelection.Outcome.Subscription(EventSelection selection) -> subscribe(id, selection);
        }
    }

    /** A query is over with its answer. */
    private void answer(String id, GraphQlRequest request) {
        var held = hub.memory().open(principal.name());
        try {
            var message = protocol.next(id, request.answer(queries), new BoundedBytes(mostBytes, held));
            connection.sendText(message, held::close);
            connection.sendText(protocol.complete(id));
        } catch (AnswerRefusedException tooLarge) {
            held.close();
            connection.sendText(protocol.error(id, List.of(tooLarge.refusal().detail())));
        }
    }

    private void subscribe(String id, EventSelection selection) {
        var mine = new Standing();
        standing.put(id, mine);
        var outlet = connection.outlet(new Format(id, selection));
        var request = SubscribeRequest.live(principal, Everything.SPEC, outlet, accepted -> {});
        var _ = hub.subscribe(request)
                .thenAccept(outcome -> connection.lane().execute(() -> subscribed(id, mine, outcome)));
    }

    private void subscribed(String id, Standing mine, SubscribeOutcome outcome) {
        switch (outcome) {
            case SubscribeOutcome.Accepted accepted -> {
                mine.subscription = accepted.subscription();
                if (mine.ended) {
                    hub.unsubscribe(accepted.subscription(), () -> {});
                }
            }
            case SubscribeOutcome.Refused refused -> {
                // The client may have ended it, and begun another under the same id meanwhile, which an error would
                // end.
                if (standing.remove(id, mine)) {
                    connection.sendText(
                            protocol.error(id, List.of(refused.refusal().detail())));
                }
            }
        }
    }

    private void end(String id) {
        var mine = standing.remove(id);
        if (mine == null) {
            return;
        }
        mine.ended = true;
        Runnable done = protocol == GraphQlProtocol.LEGACY
                ? () -> connection.lane().execute(() -> connection.sendText(protocol.complete(id)))
                : () -> {};
        var subscription = mine.subscription;
        if (subscription != null) {
            hub.unsubscribe(subscription, done);
        } else {
            done.run();
        }
    }

    /** As graphql-ws has it: a client does not try again with the same credentials. */
    @Override
    public int revokedCode() {
        return 4401;
    }

    @Override
    public void onClose(int code, String reason) {
        List.copyOf(standing.keySet()).forEach(id -> {
            var mine = standing.remove(id);
            if (mine != null) {
                mine.ended = true;
                var subscription = mine.subscription;
                if (subscription != null) {
                    hub.unsubscribe(subscription, () -> {});
                }
            }
        });
    }

    /** Frames of one subscription: its id is in every message, so no other connection can share them. */
    private final class Format implements FrameFormat {

        private final String id;
        private final EventSelection selection;

        Format(String id, EventSelection selection) {
            this.id = id;
            this.selection = selection;
        }

        @Override
        public String dialect() {
            return "meshery-graphql";
        }

        @Override
        public Frame encode(StoredEvent stored) {
            try {
                return frame(json -> {
                    json.writeName("data");
                    selection.write(json, MesheryEvent.of(stored, systemId));
                });
            } catch (AnswerRefusedException tooLarge) {
                // The fan-out must not write, for one subscriber, many times what the event has.
                return frame(json -> refused(json, stored));
            }
        }

        private Frame frame(Consumer<JsonGenerator> payload) {
            var bytes = new BoundedBytes(mostBytes);
            return WebSocketFrames.text(EventWriter.written(bytes, json -> {
                json.writeStartObject();
                json.writeStringProperty("id", id);
                json.writeStringProperty("type", protocol.data());
                json.writeName("payload");
                json.writeStartObject();
                payload.accept(json);
                json.writeEndObject();
                json.writeEndObject();
            }));
        }

        private void refused(JsonGenerator json, StoredEvent stored) {
            json.writeArrayPropertyStart("errors");
            json.writeStartObject();
            json.writeStringProperty(
                    "message",
                    "event " + stored.event().id() + " makes an answer of more than " + mostBytes
                            + " bytes; select fewer fields, or read it at /api/system/events");
            json.writeEndObject();
            json.writeEndArray();
            json.writeNullProperty("data");
        }
    }
}
