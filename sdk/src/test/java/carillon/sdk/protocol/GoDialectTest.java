package carillon.sdk.protocol;

import static carillon.sdk.protocol.Fixtures.full;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Checklist 19 to 38: dialect go. */
class GoDialectTest {

    private static final String UUID_V4 = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
    private static final ServedMux SERVED = new ServedMux(Fixtures.go());

    @AfterAll
    static void stop() {
        SERVED.close();
    }

    private static List<String> keys(JsonNode node) {
        return List.copyOf(node.propertyNames());
    }

    @Test
    @DisplayName("events-protocol 19: application/json, and a line feed at the end")
    void item19_contentType() {
        var response = SERVED.post(full("echo"));
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body()).endsWith("}\n");
    }

    @Test
    @DisplayName("events-protocol 20: a fresh UUID v4 as id")
    void item20_freshId() {
        var first = SERVED.event(full("echo")).get("id").asString();
        var second = SERVED.event(full("echo")).get("id").asString();
        assertThat(first).matches(UUID_V4).isNotEqualTo("r-1").isNotEqualTo(second);
        assertThat(second).matches(UUID_V4);
        assertThat(Events.randomId()).matches(UUID_V4);
    }

    @Test
    @DisplayName("events-protocol 21: no identity, auth, metadata; padded they are {}")
    void item21_padding() {
        assertThat(keys(SERVED.event(full("echo")))).containsExactly("name", "version", "id", "flowId", "payload");
        try (var padded = new ServedMux(Fixtures.go(Options.go().withPadEnvelope(true), Tracker.NONE))) {
            var answer = padded.event(full("echo"));
            for (var key : List.of("identity", "auth", "metadata")) {
                assertThat(answer.get(key).toString()).isEqualTo("{}");
            }
            assertThat(padded.event("{}").get("flowId").asString()).isEmpty();
            var batch = padded.event(full("batch", 1, "{\"events\":[{\"name\":\"echo\",\"version\":1}]}"));
            assertThat(batch.get("payload").get(0).get("auth").toString()).isEqualTo("{}");
        }
    }

    @Test
    @DisplayName("events-protocol 22 and 23: the not-found answer, with and without flowId")
    void item22_item23_notFound() {
        var answer = SERVED.event(full("nope"));
        assertThat(answer.get("name").asString()).isEqualTo("error");
        assertThat(answer.get("version").asInt()).isEqualTo(1);
        assertThat(answer.get("payload").toString()).isEqualTo("{\"message\":\"Event not Found\"}");
        assertThat(answer.get("flowId").asString()).isEqualTo("flow-7781");
        assertThat(SERVED.event("{\"name\":\"nope\",\"version\":1}").has("flowId"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "{\"name\":\"echo\"",
                "nonsense",
                "[]",
                "\"x\"",
                "1",
                "\uFEFF{}",
                "{\"flowId\":\"f\",\"version\":true}",
                "{\"flowId\":\"f\",\"version\":\"x\"}",
                "{\"flowId\":\"f\",\"version\":\"\"}",
                "{\"flowId\":\"f\",\"version\":2147483648}",
                "{\"flowId\":\"f\",\"version\":1e999999999}",
                "{\"flowId\":\"f\",\"version\":[1]}",
                "{\"flowId\":\"f\",\"id\":7}",
                "{\"flowId\":\"f\",\"name\":7}",
                "{\"flowId\":{}}",
                "{\"name\":\"echo\",\"version\":1,\"flowId\":7}"
            })
    @DisplayName("events-protocol 24, 25, 26, 28: what does not decode")
    void item24_item25_item26_item28_undecodable(String body) {
        var answer = SERVED.event(body);
        assertThat(answer.get("name").asString()).isEqualTo("error");
        assertThat(answer.get("version").asInt()).isEqualTo(1);
        assertThat(answer.has("flowId")).isFalse();
        assertThat(keys(answer.get("payload"))).containsExactly("message");
        assertThat(answer.get("payload").get("message").asString())
                .isNotEmpty()
                .doesNotContain("\tat ")
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"NAME\":\"echo\",\"VERSION\":1}",
                "{\"name\":null,\"version\":null}",
                "{\"name\":\"echo\",\"version\":0}",
                "{\"name\":\"echo\",\"version\":-1}",
                "{\"name\":\"echo\",\"version\":-2147483648}"
            })
    @DisplayName("events-protocol 27: null and {} are an empty event; letter case counts")
    void item27_emptyEvent(String body) {
        var answer = SERVED.event(body);
        assertThat(answer.get("payload").toString()).isEqualTo("{\"message\":\"Event not Found\"}");
        assertThat(answer.has("flowId")).isFalse();
    }

    @Test
    @DisplayName("events-protocol 29 and 30: missing members")
    void item29_item30_missing() {
        var answer = SERVED.event("{\"name\":\"echo\",\"version\":1}");
        assertThat(answer.get("name").asString()).isEqualTo("echo:response");
        assertThat(answer.get("payload").isNull()).isTrue();
        assertThat(answer.has("flowId")).isFalse();
    }

    @Test
    @DisplayName("events-protocol 31: metadata null, set and absent through whole")
    void item31_metadata() {
        assertThat(SERVED.post("{\"name\":\"whole\",\"version\":1,\"metadata\":null}")
                        .body())
                .contains("\"metadata\":null");
        assertThat(SERVED.post("{\"name\":\"whole\",\"version\":1,\"metadata\":{\"a\":1}}")
                        .body())
                .contains("\"metadata\":{\"a\":1}");
        assertThat(SERVED.post("{\"name\":\"whole\",\"version\":1,\"metadata\":[7]}")
                        .body())
                .contains("\"metadata\":[7]");
        assertThat(SERVED.event("{\"name\":\"whole\",\"version\":1}").has("metadata"))
                .isFalse();
    }

    @Test
    @DisplayName("events-protocol 32: event and error give the event verbatim")
    void item32_fail() {
        assertThat(SERVED.post(full("fail")).body().strip())
                .isEqualTo("{\"name\":\"fail:error\",\"version\":1,\"id\":\"\",\"flowId\":\"flow-7781\","
                        + "\"payload\":{\"m\":1}}");
    }

    @Test
    @DisplayName("events-protocol 33: a throwing handler")
    void item33_boom() {
        var answer = SERVED.event(full("boom"));
        assertThat(answer.get("name").asString()).isEqualTo("error");
        assertThat(answer.get("flowId").asString()).isEqualTo("flow-7781");
        assertThat(answer.get("payload").get("message").asString()).isEqualTo("kaput");
    }

    @Test
    @DisplayName("events-protocol 34: a response that is no JSON, and an Error of the machine, are HTTP 500")
    void item34_unserialisable() {
        var mux = Fixtures.go()
                .add(
                        "broken",
                        1,
                        (context, event) ->
                                Outcome.of(event.withPayload(Json.trusted("{\"a\":".getBytes(StandardCharsets.UTF_8)))))
                .add(
                        "twice",
                        1,
                        (context, event) ->
                                Outcome.of(event.withPayload(Json.trusted("1 2".getBytes(StandardCharsets.UTF_8)))))
                .add("error", 1, (context, event) -> {
                    throw new AssertionError("of the machine");
                });
        try (var served = new ServedMux(mux)) {
            for (var name : List.of("broken", "twice", "error")) {
                var response = served.post(full(name));
                assertThat(response.statusCode()).isEqualTo(500);
                assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
                assertThat(response.body()).isEqualTo("Internal Server Error");
            }
        }
    }

    @Test
    @DisplayName("events-protocol 35: text after the first value; duplicate keys, last wins")
    void item35_trailing() {
        assertThat(SERVED.event(full("echo") + " and more").get("name").asString())
                .isEqualTo("echo:response");
        assertThat(SERVED.event("{\"name\":\"nope\",\"version\":1,\"name\":\"echo\"}")
                        .get("name")
                        .asString())
                .isEqualTo("echo:response");
        assertThat(SERVED.post(full("echo", 1, "{\"a\":1,\"a\":2}")).body()).contains("{\"a\":1,\"a\":2}");
    }

    @Test
    @DisplayName("events-protocol 36: registering a pair twice, the second serves")
    void item36_overwrite() {
        var mux = Fixtures.go().add("echo", 1, (context, event) -> Events.newResponse(event, 2));
        try (var served = new ServedMux(mux)) {
            assertThat(served.event(full("echo")).get("payload").asInt()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("events-protocol 37: newResponse copies no metadata; an unserialisable payload is null and an error")
    void item37_newResponse() {
        var request = new EnvelopeReader(Options.go()).read(full("echo"));
        var response = Events.newResponse(request, Map.of("n", 1)).event();
        assertThat(response.metadata()).isNull();
        assertThat(response.identity()).isNull();
        assertThat(response.auth()).isNull();
        var broken = Events.newResponse(request, new Unserialisable());
        assertThat(broken.event().payload()).isEqualTo(Json.NULL);
        assertThat(broken.error()).isNotNull();
    }

    /** Jackson cannot write it. */
    public static final class Unserialisable {
        public Object getSelf() {
            return this;
        }
    }

    @Test
    @DisplayName("events-protocol 38: newErrorWithMetadata with null writes null, newError writes no key")
    void item38_errors() {
        var writer = new EnvelopeWriter(Options.go());
        var with = new String(writer.write(Events.newErrorWithMetadata("f", "m", null)), StandardCharsets.UTF_8);
        var without = new String(writer.write(Events.newError("f", "m")), StandardCharsets.UTF_8);
        assertThat(with).endsWith("\"payload\":{\"message\":\"m\"},\"metadata\":null}");
        assertThat(without).endsWith("\"payload\":{\"message\":\"m\"}}");
        assertThat(Events.newErrorWithMetadata("f", "m", new Unserialisable()).metadata())
                .isNull();
    }

    @Test
    @DisplayName("events-protocol 1.3: nesting up to maxDepth is accepted, beyond it malformed")
    void depth() {
        var accepted = "[".repeat(199) + "]".repeat(199);
        assertThat(SERVED.event(full("echo", 1, accepted)).get("name").asString())
                .isEqualTo("echo:response");
        for (int depth : new int[] {200, 10_000, 200_000}) {
            var refused = full("echo", 1, "[".repeat(depth) + "]".repeat(depth));
            assertThat(SERVED.event(refused).get("name").asString()).isEqualTo("error");
        }
    }

    @Test
    @DisplayName("events-protocol 0: maxDepth can be lowered, and not be raised beyond what anything reads")
    void otherDepths() {
        try (var shallow = new ServedMux(Fixtures.go(Options.go().withMaxDepth(3), Tracker.NONE))) {
            assertThat(shallow.event(full("echo", 1, "[[]]")).get("name").asString())
                    .isEqualTo("echo:response");
            assertThat(shallow.event(full("echo", 1, "[[[]]]")).get("name").asString())
                    .isEqualTo("error");
        }
        assertThatThrownBy(() -> Options.go().withMaxDepth(Json.MAX_DEPTH + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
