package carillon.server.dialect.eventsprotocol;

import static carillon.server.dialect.eventsprotocol.HubServer.envelope;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The hub's own events over HTTP. */
@TestInstance(Lifecycle.PER_CLASS)
class EventsOnTheHubTest {

    private HubServer server;

    @BeforeAll
    void start(@TempDir Path data) {
        server = new HubServer(data);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private JsonNode post(String path, String body, boolean authorized) {
        var response = server.send("POST", path, body, authorized);
        assertThat(response.statusCode()).isEqualTo(200);
        return Json.parse(response.body()).tree();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/events", "/events/", "/events/others"})
    @DisplayName("events-protocol 1, 2, 13, 19: the paths of dialect go")
    void item01_paths(String path) {
        assertThat(post(path, envelope("echo", "1"), false).get("name").asString())
                .isEqualTo("echo:response");
        var get = server.send("GET", path, "", false);
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("allow")).contains("POST");
        assertThat(server.send("POST", path, envelope("echo", "1"), false)
                        .headers()
                        .firstValue("content-type"))
                .contains("application/json");
    }

    @Test
    @DisplayName("events-protocol 62: the path of dialect gb")
    void item62_gb() {
        assertThat(post("/gb/events", "{}", false).get("name").asString()).isEqualTo("badProtocol");
        assertThat(server.send("POST", "/gb/events", "{}", false).headers().firstValue("content-type"))
                .contains("application/json; charset=UTF-8");
    }

    @Test
    @DisplayName("events-protocol 15: more than maxBodyBytes is 413")
    void item15_tooLarge() {
        var body = envelope("echo", "\"" + "x".repeat(8 << 20) + "\"");
        assertThat(server.send("POST", "/events", body, false).statusCode()).isEqualTo(413);
    }

    @Test
    @DisplayName("publish and query: what was acknowledged can be read, numbers with their digits")
    void publishAndQuery() {
        var stored = server.event(
                "event:publish",
                "[{\"type\":\"sensor\",\"action\":\"read\",\"key\":\"k\",\"severity\":\"warning\","
                        + "\"object\":{\"v\":0.10,\"w\":1E+2},\"metadata\":{\"a\":1}}]");
        var first = stored.get("payload").get("stored").get(0);
        assertThat(first.get("sequence").asLong()).isPositive();
        assertThat(first.get("position").asString()).endsWith("@fake");
        var body = server.send("POST", "/events", envelope("event:query", "{\"types\":[\"sensor\"]}"), true)
                .body();
        assertThat(body).contains("{\"v\":0.10,\"w\":1E+2}");
        var item = Json.parse(body).tree().get("payload").get("items").get(0).get("event");
        assertThat(item.get("name").asString()).isEqualTo("sensor:read");
        assertThat(item.get("flowId").asString()).isEqualTo("f-1");
        assertThat(item.get("metadata").get("severity").asString()).isEqualTo("warning");
        assertThat(item.get("metadata").get("metadata").toString()).isEqualTo("{\"a\":1}");
    }

    @Test
    @DisplayName("query: a list over its bound is refused, and the refusal names the bound")
    void queryWithTooManyKeys() {
        var keys = Json.mapper().createArrayNode();
        for (int i = 0; i < 1_001; i++) {
            keys.add("k" + i);
        }
        var answer = post("/events", server.signed("event:query", "{\"keys\":" + keys + "}"), false);
        assertThat(answer.get("payload").get("code").asString()).isEqualTo("MALFORMED_REQUEST");
        assertThat(answer.toString()).contains("1000 keys");
    }

    @Test
    @DisplayName("credentials: none, in the envelope, wrong; in both dialects")
    void credentials() {
        var payload = "{\"type\":\"thing\"}";
        assertThat(post("/events", envelope("event:publish", payload), false)
                        .get("name")
                        .asString())
                .isEqualTo("event:publish:unauthorized");
        assertThat(post("/events", server.signed("event:publish", payload), false)
                        .get("name")
                        .asString())
                .isEqualTo("event:publish:response");
        var wrong = server.signed("event:publish", payload).replace(server.token, "wrong");
        assertThat(post("/events", wrong, false).get("payload").get("code").asString())
                .isEqualTo("BAD_CREDENTIALS");
        var strict = "{\"name\":\"event:publish\",\"version\":1,\"id\":\"i\",\"flowId\":\"f\",\"payload\":{},"
                + "\"identity\":{},\"auth\":{},\"metadata\":{}}";
        var answer = post("/gb/events", strict, false);
        assertThat(answer.get("name").asString()).isEqualTo("event:publish:unauthorized");
        assertThat(answer.get("payload").get("code").asString()).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    @DisplayName("a stranger's payload is not looked into: a tree of it takes up to sixty times its bytes")
    void payloadOfAStranger() throws Exception {
        var body = envelope("event:publish", "[" + "{},".repeat(1_000_000) + "{}]");
        long before = allocated();
        assertThat(post("/events", body, false).get("payload").get("code").asString())
                .isEqualTo("UNAUTHENTICATED");
        assertThat(allocated() - before).isLessThan(24L * body.length());
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
    }

    @Test
    @DisplayName("what is looked into before it is known who asks, and what a question holds, is small")
    void smallThings() {
        var filler = "\"x\":\"" + "y".repeat(70_000) + "\"";
        var auth = envelope("event:publish", "{}").replaceFirst("\\{", "{\"auth\":{" + filler + "},");
        assertThat(post("/events", auth, false).get("payload").get("code").asString())
                .isEqualTo("TOO_LARGE");
        var question = "{\"x\":\"" + "y".repeat(1 << 20) + "\"}";
        assertThat(server.event("event:query", question)
                        .get("payload")
                        .get("code")
                        .asString())
                .isEqualTo("TOO_LARGE");
    }

    @Test
    @DisplayName("an event is read without a tree of its object, which would stay as long as the event")
    void readWithoutATree() {
        var event = EventsProtocolInput.read("{\"type\":\"t\",\"object\":[{},{}]}", "");
        assertThat(event.object().parsed()).isNull();
        assertThat(event.object()).hasToString("[{},{}]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "[7]",
                "{\"type\":\"a\",\"object\":1e99999999999}",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"a\",\"severity\":\"loud\"}",
                "{\"type\":\"a\",\"time\":\"yesterday\"}",
                "{\"type\":\"a\",\"metadata\":[]}",
                "[]"
            })
    @DisplayName("publish: what is no event is refused with a type that clients know")
    void badEvents(String payload) {
        assertThat(server.event("event:publish", payload).get("name").asString())
                .isIn("event:publish:badRequest", "event:publish:unprocessable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "{\"limit\":0}",
                "{\"limit\":\"x\"}",
                "{\"types\":\"a\"}",
                "{\"order\":\"x\"}",
                "{\"since\":\"x\"}",
                "{\"read\":1}",
                "{\"severities\":[\"loud\"]}"
            })
    @DisplayName("query: what cannot be asked is refused")
    void badQueries(String payload) {
        assertThat(server.event("event:query", payload).get("name").asString()).isEqualTo("event:query:badRequest");
    }

    @Test
    @DisplayName("subscribe over HTTP is refused with the way to do it")
    void subscribeOverHttp() {
        var answer = server.event("event:subscribe", "{\"spec\":\"*.*.*\"}");
        assertThat(answer.get("payload").get("message").asString()).contains("/events/ws");
    }

    @Test
    @DisplayName("batch of the hub's events; events-protocol 58: the page describes them")
    void batchAndPage() {
        var payload =
                "{\"events\":[" + envelope("event:publish", "{\"type\":\"t\"}") + "," + envelope("nope", "1") + "]}";
        var results = server.event("batch", payload).get("payload");
        assertThat(results.get(0).get("name").asString()).isEqualTo("event:publish:response");
        assertThat(results.get(1).get("name").asString()).isEqualTo("error");
        var page = server.send("GET", "/doc", "", false);
        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.body())
                .contains("event:publish (Version: 1)", "event:query", "event:subscribe", "event:unsubscribe", "batch")
                .contains("#/definitions/PublishInput");
    }
}
