package carillon.server.dialect.meshery;

import static carillon.server.dialect.meshery.MesheryServer.U1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A short GraphQL text cannot ask for more than the server bears. */
@Timeout(30)
class GraphQlBoundsTest {

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

    private static String aliases(int count, String field) {
        return IntStream.range(0, count).mapToObj(i -> "a" + i + ":" + field).collect(Collectors.joining(" "));
    }

    /** Each fragment spreads the one before it twice: thirty of them are a thousand million fields. */
    private static String doubling(int fragments) {
        return "subscription { subscribeEvents { ...F" + (fragments - 1) + " } } fragment F0 on Event { metadata } "
                + IntStream.range(1, fragments)
                        .mapToObj(i -> "fragment F%d on Event { ...F%d ...F%d }".formatted(i, i - 1, i - 1))
                        .collect(Collectors.joining(" "));
    }

    private static String message(String id, String query) {
        var message = Json.mapper().createObjectNode();
        message.put("id", id).put("type", "subscribe");
        message.putObject("payload").put("query", query);
        return message.toString();
    }

    private GraphQlClient initialised() throws InterruptedException {
        var client = GraphQlClient.open(server, U1, "graphql-transport-ws");
        client.send("{\"type\":\"connection_init\"}");
        assertThat(client.next().get("type").asString()).isEqualTo("connection_ack");
        return client;
    }

    private String refused(String query) {
        var body = Json.mapper().createObjectNode().put("query", query);
        var answer = server.call(U1, "POST", "/api/system/graphql/query", body.toString());
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
        return answer.body().at("/errors/0/message").asString();
    }

    @Test
    void aSelectionOfThousandsOfAliasesIsRefusedAndTheSocketStays() throws Exception {
        try (var client = initialised()) {
            for (var selection : new String[] {aliases(501, "metadata"), aliases(4_000, "id")}) {
                client.send(message("1", "subscription { subscribeEvents { " + selection + " } }"));
                var error = client.next();
                assertThat(error.get("type").asString()).isEqualTo("error");
                assertThat(error.at("/payload/0/message").asString()).containsAnyOf("at most 500 fields", "32,768");
            }
            client.send(message("1", doubling(30)));
            assertThat(client.next().at("/payload/0/message").asString()).contains("at most 500 fields");
            assertThat(server.hub.counters().subscriptions.sum()).isZero();
        }
    }

    @Test
    void manyRootFieldsCountTogether() throws Exception {
        try (var client = initialised()) {
            client.send(
                    message("1", "subscription { " + aliases(200, "subscribeEvents { metadata description }") + " }"));
            assertThat(client.next().get("type").asString()).isEqualTo("error");
        }
    }

    /** It used to be written four hundred times for each event, on the thread that serves everybody. */
    @Test
    void anEventThatWouldMakeTooLargeAnAnswerIsAnErrorAndTheNextOneComes() throws Exception {
        try (var client = initialised()) {
            long before = server.hub.counters().subscriptions.sum();
            client.send(message("1", "subscription { subscribeEvents { id " + aliases(400, "metadata") + " } }"));
            await().until(() -> server.hub.counters().subscriptions.sum() == before + 1);
            var large = server.post(
                    U1,
                    "{\"category\":\"a\",\"action\":\"b\",\"severity\":\"success\",\"metadata\":{\"x\":\""
                            + "x".repeat(200_000) + "\"}}");
            var small = server.post(U1, "a", "b", "success");
            var refused = client.next();
            assertThat(refused.get("type").asString()).isEqualTo("next");
            assertThat(refused.at("/payload/errors/0/message").asString()).contains(large.text("id"), "fewer fields");
            assertThat(refused.at("/payload/data").isNull()).isTrue();
            assertThat(client.next().at("/payload/data/subscribeEvents/id").asString())
                    .isEqualTo(small);
        }
    }

    @Test
    void anEventAsLargeAsMayBeIsShownWhole() throws Exception {
        try (var client = initialised()) {
            long before = server.hub.counters().subscriptions.sum();
            client.send(message("1", "subscription { subscribeEvents { id metadata description } }"));
            await().until(() -> server.hub.counters().subscriptions.sum() == before + 1);
            var event = Event.about("a", "b", "c")
                    .metadata(Json.parse("{\"x\":\"" + "x".repeat(900_000) + "\"}"))
                    .build();
            server.publish(event);
            assertThat(client.next().at("/payload/data/subscribeEvents/id").asString())
                    .isEqualTo(event.id());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 49})
    void fragmentsThatDoubleEachOtherAreRefusedByHttpToo(int fragments) {
        assertThat(refused(doubling(fragments))).contains("at most 500 fields");
    }

    @Test
    void otherWaysToAskForALotAreRefused() {
        assertThat(refused("{" + aliases(200, "__schema{types{name}}") + "}")).contains("at most 500 fields");
        assertThat(refused("{" + "alive ".repeat(5_000) + "}")).containsAnyOf("4,000", "32,768");
        assertThat(refused("{alive " + "@include(if:true)".repeat(2_000) + "}")).containsAnyOf("4,000", "32,768");
        assertThat(refused("{alive" + " ".repeat(40_000) + "}")).contains("32,768");
        assertThat(refused("{" + "... on Query{".repeat(150) + "alive" + "}".repeat(151)))
                .isNotEmpty();
        assertThat(refused("{__schema{types{" + "ofType{".repeat(30) + "name" + "}".repeat(33)))
                .contains("20 deep");
        assertThat(refused("{alive} "
                        + IntStream.range(0, 51)
                                .mapToObj(i -> "fragment F" + i + " on Query {alive}")
                                .collect(Collectors.joining(" "))))
                .contains("50 fragments");
    }

    @Test
    void fragmentsThatSpreadThemselvesAreRefused() {
        assertThat(refused("{...A} fragment A on Query {...B} fragment B on Query {alive ...A}"))
                .isNotEmpty();
    }

    @Test
    void theUsualIntrospectionQueryIsAnswered() {
        var body = Json.mapper()
                .createObjectNode()
                .put("query", graphql.introspection.IntrospectionQuery.INTROSPECTION_QUERY);
        var answer = server.call(U1, "POST", "/api/system/graphql/query", body.toString());
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.body().at("/data/__schema/types").size()).isGreaterThan(5);
    }

    @Test
    void introspectionManyTimesOverIsRefused() {
        var answer = server.call(
                U1,
                "POST",
                "/api/system/graphql/query",
                Json.mapper()
                        .createObjectNode()
                        .put("query", "{" + aliases(100, "__schema{types{name}}") + "}")
                        .toString());
        assertThat(answer.body().at("/errors").size()).isPositive();
        assertThat(answer.body().at("/data").isContainer()).isFalse();
    }
}
