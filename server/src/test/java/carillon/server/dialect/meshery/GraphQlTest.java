package carillon.server.dialect.meshery;

import static carillon.server.dialect.meshery.MesheryServer.S;
import static carillon.server.dialect.meshery.MesheryServer.U1;
import static carillon.server.dialect.meshery.MesheryServer.U2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import carillon.sdk.event.Json;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items 80 to 84 and 87: GraphQL over WebSocket and HTTP. */
class GraphQlTest {

    private static final String NEW = "graphql-transport-ws";
    private static final String OLD = "graphql-ws";
    private static final String ALL =
            "subscription EventsSubscription { event: subscribeEvents { id userID actedUpon operationID systemID"
                    + " severity action status category description metadata createdAt updatedAt deletedAt __typename } }";

    @TempDir
    Path directory;

    private MesheryServer server;

    @BeforeEach
    void start() {
        server = MesheryServer.start(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String message(String type, String id, String query, String more) {
        var message = Json.mapper().createObjectNode();
        message.put("id", id).put("type", type);
        var payload = message.putObject("payload");
        payload.put("query", query);
        if (!more.isEmpty()) {
            payload.setAll(
                    (tools.jackson.databind.node.ObjectNode) Json.parse(more).tree());
        }
        return message.toString();
    }

    @Test
    @DisplayName("{__typename} is answered over both subprotocols, and is over then")
    void typename() throws Exception {
        try (var client = initialised(NEW)) {
            client.send(message("subscribe", "q", "{ __typename alive }", ""));
            var next = client.next();
            assertThat(next.get("type").asString()).isEqualTo("next");
            assertThat(next.get("payload").toString())
                    .isEqualTo("{\"data\":{\"__typename\":\"Query\",\"alive\":true}}");
            assertThat(client.next().toString()).isEqualTo("{\"id\":\"q\",\"type\":\"complete\"}");
        }
        try (var client = initialised(OLD)) {
            client.send(message("start", "q", "{ __typename }", ""));
            assertThat(client.next().toString())
                    .isEqualTo("{\"id\":\"q\",\"type\":\"data\",\"payload\":{\"data\":{\"__typename\":\"Query\"}}}");
            assertThat(client.next().get("type").asString()).isEqualTo("complete");
        }
    }

    private GraphQlClient initialised(String protocol) throws InterruptedException {
        var client = GraphQlClient.open(server, U1, protocol);
        client.send("{\"type\":\"connection_init\",\"payload\":{}}");
        assertThat(client.next().get("type").asString()).isEqualTo("connection_ack");
        return client;
    }

    private void subscribe(GraphQlClient client, String message) {
        long before = server.hub.counters().subscriptions.sum();
        client.send(message);
        await().until(() -> server.hub.counters().subscriptions.sum() == before + 1);
    }

    @Test
    @DisplayName("meshery 80: the newer subprotocol")
    void item80_transport() throws Exception {
        try (var client = initialised(NEW)) {
            assertThat(client.protocol()).isEqualTo(NEW);
            subscribe(client, message("subscribe", "1", ALL, ""));
            var id = server.post(U1, "a", "b", "success", "it works");
            server.post(U2, "a", "b", "success", "not yours");
            var next = client.next();
            assertThat(next.get("type").asString()).isEqualTo("next");
            assertThat(next.get("id").asString()).isEqualTo("1");
            var event = next.at("/payload/data/event");
            assertThat(event.get("id").asString()).isEqualTo(id);
            assertThat(event.get("userID").asString()).isEqualTo(U1);
            assertThat(event.get("systemID").asString()).isEqualTo(S);
            assertThat(event.get("description").asString()).isEqualTo("it works");
            client.send("{\"type\":\"ping\"}");
            assertThat(client.next().get("type").asString()).isEqualTo("pong");
            long before = server.hub.counters().subscriptions.sum();
            client.send("{\"id\":\"1\",\"type\":\"complete\"}");
            await().until(() -> server.hub.counters().subscriptions.sum() == before - 1);
        }
    }

    @Test
    @DisplayName("meshery 80: one connection has 64 subscriptions at most; one that ends makes room")
    void atMost64Subscriptions() throws Exception {
        try (var client = initialised(NEW)) {
            for (int i = 0; i < 64; i++) {
                client.send(message("subscribe", "s" + i, "subscription { event: subscribeEvents { id } }", ""));
            }
            client.send(message("subscribe", "one-more", ALL, ""));
            var refused = client.next();
            assertThat(refused.get("type").asString()).isEqualTo("error");
            assertThat(refused.get("id").asString()).isEqualTo("one-more");
            assertThat(refused.get("payload").toString()).contains("at most 64 subscriptions");
            client.send("{\"id\":\"s7\",\"type\":\"complete\"}");
            client.send(message("subscribe", "one-more", "subscription { event: subscribeEvents { id } }", ""));
            await().until(() -> server.hub.counters().subscriptions.sum() == 64);
            server.post(U1, "a", "b", "success", "to all of them");
            var ids = new HashSet<String>();
            for (int i = 0; i < 64; i++) {
                ids.add(client.next().get("id").asString());
            }
            assertThat(ids).hasSize(64).contains("one-more").doesNotContain("s7");
        }
    }

    @Test
    @DisplayName("meshery 81: the older subprotocol, also for clients that name none")
    void item81_legacy() throws Exception {
        for (var protocols : List.of(List.of(OLD), List.<String>of())) {
            try (var client = GraphQlClient.open(server, U1, protocols.toArray(String[]::new))) {
                client.send("{\"type\":\"connection_init\",\"payload\":{}}");
                assertThat(client.any().get("type").asString()).isEqualTo("connection_ack");
                assertThat(client.any().get("type").asString()).isEqualTo("ka");
                subscribe(client, message("start", "7", ALL, "{\"variables\":{},\"operationName\":null}"));
                var id = server.post(U1, "a", "b", "error");
                var data = client.next();
                assertThat(data.get("type").asString()).isEqualTo("data");
                assertThat(data.at("/payload/data/event/id").asString()).isEqualTo(id);
                client.send("{\"id\":\"7\",\"type\":\"stop\"}");
                var complete = client.next();
                assertThat(complete.get("type").asString()).isEqualTo("complete");
                assertThat(complete.get("id").asString()).isEqualTo("7");
                client.send("{\"type\":\"connection_terminate\"}");
                assertThat(client.closeCode()).isEqualTo(1000);
            }
        }
    }

    @Test
    @DisplayName("meshery 82: aliases, fragments, variables; metadata is an object; success passes")
    void item82_selection() throws Exception {
        try (var client = initialised(NEW)) {
            var query = "subscription S($with: Boolean!) { event: subscribeEvents { ...F meta: metadata"
                    + " description @include(if: $with) __typename } } fragment F on Event { severity deletedAt }";
            subscribe(client, message("subscribe", "1", query, "{\"variables\":{\"with\":false}}"));
            server.post(U1, "{\"category\":\"a\",\"action\":\"b\",\"severity\":\"success\",\"metadata\":{\"x\":[1]}}");
            assertThat(client.next().at("/payload/data/event"))
                    .isEqualTo(Json.parse("{\"severity\":\"success\",\"deletedAt\":null,\"meta\":{\"x\":[1]},"
                                    + "\"__typename\":\"Event\"}")
                            .tree());
        }
    }

    @Test
    @DisplayName("meshery 83: an invalid selection is an error, and the socket stays")
    void item83_invalid() throws Exception {
        for (var protocol : List.of(NEW, OLD)) {
            var begin = protocol.equals(NEW) ? "subscribe" : "start";
            try (var client = initialised(protocol)) {
                for (var query : List.of(
                        "subscription { subscribeEvents { nothing } }",
                        "subscription { subscribeEvents }",
                        "{ unclosed",
                        "",
                        "subscription S($x: Boolean!) { subscribeEvents { id @include(if: $x) } }")) {
                    client.send(message(begin, "e", query, ""));
                    var error = client.next();
                    assertThat(error.get("type").asString()).as(query).isEqualTo("error");
                    assertThat(error.get("id").asString()).isEqualTo("e");
                }
                subscribe(client, message(begin, "e", ALL, ""));
                server.post(U1, "a", "b", "error");
                assertThat(client.next().has("payload")).isTrue();
            }
        }
    }

    @Test
    @DisplayName("meshery 84: who does not keep the order of the talk is closed with its code")
    void item84_closeCodes() throws Exception {
        try (var client = GraphQlClient.open(server, U1, NEW)) {
            client.send(message("subscribe", "1", ALL, ""));
            assertThat(client.closeCode()).isEqualTo(4401);
        }
        try (var client = initialised(NEW)) {
            client.send("{\"type\":\"connection_init\"}");
            assertThat(client.closeCode()).isEqualTo(4429);
        }
        try (var client = initialised(NEW)) {
            subscribe(client, message("subscribe", "1", ALL, ""));
            client.send(message("subscribe", "1", ALL, ""));
            assertThat(client.closeCode()).isEqualTo(4409);
        }
        try (var client = initialised(NEW)) {
            client.send("nonsense");
            assertThat(client.closeCode()).isEqualTo(4400);
        }
        try (var client = GraphQlClient.open(server, U1, NEW)) {
            assertThat(client.closeCode()).isEqualTo(4408);
        }
    }

    @Test
    @DisplayName("meshery 87: ending a subscription twice is harmless")
    void item87_twice() throws Exception {
        try (var client = initialised(OLD)) {
            subscribe(client, message("start", "1", ALL, ""));
            client.send("{\"id\":\"1\",\"type\":\"stop\"}");
            client.send("{\"id\":\"1\",\"type\":\"stop\"}");
            assertThat(client.next().get("type").asString()).isEqualTo("complete");
            subscribe(client, message("start", "1", ALL, ""));
            server.post(U1, "a", "b", "error");
            assertThat(client.next().get("type").asString()).isEqualTo("data");
        }
    }

    @Test
    @DisplayName("meshery 80: pages of other origins may not connect")
    void foreignOrigin() {
        var opening = server.client
                .newWebSocketBuilder()
                .header("X-Meshery-User", U1)
                .header("Origin", "https://evil.example")
                .subprotocols(NEW)
                .buildAsync(server.socketUri("/api/system/graphql/query"), new java.net.http.WebSocket.Listener() {});
        assertThatThrownBy(opening::join).hasMessageContaining("WebSocketHandshakeException");
    }

    @Test
    @DisplayName("meshery 81: over plain HTTP there are no subscriptions, but queries")
    void plainHttp() {
        var path = "/api/system/graphql/query";
        var refused = server.call(U1, "POST", path, "{\"query\":\"" + ALL + "\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().at("/errors/0/message").asString()).contains("WebSocket");
        var typename = server.call(U1, "POST", path, "{\"query\":\"{ __typename }\"}");
        assertThat(typename.body().at("/data/__typename").asString()).isEqualTo("Query");
        var schema = server.get(U1, path + "?query=%7B__schema%7BsubscriptionType%7Bname%7D%7D%7D");
        assertThat(schema.body().at("/data/__schema/subscriptionType/name").asString())
                .isEqualTo("Subscription");
    }
}
