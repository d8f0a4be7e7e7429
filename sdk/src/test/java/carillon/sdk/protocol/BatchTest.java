package carillon.sdk.protocol;

import static carillon.sdk.protocol.Fixtures.full;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Checklist 46 to 57: batch. */
class BatchTest {

    private final AtomicInteger runs = new AtomicInteger();
    private final Mux mux = Fixtures.go(Options.go().withMaxBatch(10, 3), Tracker.NONE)
            .add("count", 1, (context, event) -> {
                runs.incrementAndGet();
                return Events.newResponse(event, event.payload());
            })
            .add(
                    "invalid",
                    1,
                    (context, event) ->
                            Outcome.of(event.withPayload(Json.trusted("{".getBytes(StandardCharsets.UTF_8)))));
    private final EventProcessor processor = new EventProcessor(mux);

    private JsonNode answer(String payload) {
        return Json.parse(processor
                        .process(Context.ROOT, full("batch", 1, payload), Exchange.NONE)
                        .text())
                .tree();
    }

    private static String element(String name, String flowId) {
        return "{\"name\":\"" + name + "\",\"version\":1,\"flowId\":\"" + flowId + "\",\"payload\":\"" + flowId + "\"}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"events\":[]}", "{}", "null", "{\"events\":null}", "{\"parallel\":null,\"x\":[]}"})
    @DisplayName("events-protocol 46: nothing to do gives an empty array")
    void item46_empty(String payload) {
        assertThat(answer(payload).get("payload").toString()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    @DisplayName("events-protocol 47: order of the input, parallel or not")
    void item47_order(String parallel) {
        var events = element("echo", "a") + "," + element("count", "b") + "," + element("echo", "c") + ","
                + element("count", "d");
        var payload = answer("{\"parallel\":" + parallel + ",\"events\":[" + events + "]}")
                .get("payload");
        assertThat(payload.valueStream().map(one -> one.get("payload").asString()))
                .containsExactly("a", "b", "c", "d");
    }

    @Test
    @DisplayName("events-protocol 48 and 49: unknown elements")
    void item48_item49_unknown() {
        var events = element("nope", "in-1") + ",{\"name\":\"echo\",\"version\":7,\"flowId\":\"in-2\"},null";
        var payload = answer("{\"events\":[" + events + "]}").get("payload");
        assertThat(payload.get(0).get("name").asString()).isEqualTo("error");
        assertThat(payload.get(0).get("flowId").asString()).isEqualTo("in-1");
        assertThat(payload.get(0).get("payload").get("message").asString()).isEqualTo("Event \"nope\" not found");
        assertThat(payload.get(1).get("payload").get("message").asString()).isEqualTo("Event \"echo\" not found");
        assertThat(payload.get(2).get("payload").get("message").asString()).isEqualTo("Event \"\" not found");
    }

    @Test
    @DisplayName("events-protocol 50: the outer response")
    void item50_outer() {
        var answer = answer("{}");
        assertThat(answer.get("name").asString()).isEqualTo("batch:response");
        assertThat(answer.get("version").asInt()).isEqualTo(1);
        assertThat(answer.get("flowId").asString()).isEqualTo("flow-7781");
        assertThat(answer.get("id").asString()).isNotEqualTo("r-1").hasSize(36);
    }

    @Test
    @DisplayName("events-protocol 51 and 52: failing, throwing and unserialisable elements do not stop the next")
    void item51_item52_failures() {
        var events = element("fail", "1") + "," + element("boom", "2") + "," + element("invalid", "3") + ","
                + element("count", "4");
        var payload = answer("{\"events\":[" + events + "]}").get("payload");
        assertThat(payload.valueStream().map(one -> one.get("name").asString()))
                .containsExactly("fail:error", "error", "error", "count:response");
        assertThat(payload.get(1).get("payload").get("message").asString()).isEqualTo("kaput");
        assertThat(payload.get(2).get("flowId").asString()).isEqualTo("3");
    }

    @Test
    @DisplayName("events-protocol 53, 54, 57: the whole batch is refused before anything runs")
    void item53_item54_item57_refused() {
        var good = element("count", "x");
        var tooMany = "{\"events\":[" + (good + ",").repeat(10) + good + "]}";
        for (var payload : new String[] {
            "{\"events\":[" + good + ",7]}",
            "{\"events\":[" + good + ",{\"version\":true}]}",
            "{\"parallel\":\"yes\",\"events\":[" + good + "]}",
            "{\"events\":{}}",
            "[]",
            "\"x\"",
            tooMany
        }) {
            var answer = answer(payload);
            assertThat(answer.get("name").asString()).isEqualTo("error");
            assertThat(answer.get("flowId").asString()).isEqualTo("flow-7781");
        }
        var without = processor.process(Context.ROOT, "{\"name\":\"batch\",\"version\":1}", Exchange.NONE);
        assertThat(without.text()).contains("\"error\"");
        assertThat(runs).hasValue(0);
    }

    @Test
    @DisplayName("events-protocol 55: a batch in a batch; beyond the depth only the inner one is refused")
    void item55_nested() {
        var inner = batch(element("echo", "a") + "," + element("echo", "b"));
        var payload = answer("{\"events\":[" + inner + "," + element("echo", "c") + "]}")
                .get("payload");
        assertThat(payload.get(0).get("payload").get(1).get("payload").asString())
                .isEqualTo("b");
        assertThat(payload.get(1).get("payload").asString()).isEqualTo("c");
        var deep = answer(
                "{\"events\":[" + batch(batch(batch(element("count", "x")))) + "," + element("echo", "c") + "]}");
        assertThat(deep.toString()).contains("batches nest at most 3 deep").contains("\"c\"");
        assertThat(runs).hasValue(0);
    }

    private static String batch(String events) {
        return "{\"name\":\"batch\",\"version\":1,\"flowId\":\"n\",\"payload\":{\"events\":[" + events + "]}}";
    }

    @Test
    @DisplayName("events-protocol 56: an element without flowId gives one without flowId")
    void item56_flowId() {
        var payload = answer("{\"events\":[{\"name\":\"echo\",\"version\":1},{\"name\":\"nope\",\"version\":1}]}")
                .get("payload");
        assertThat(payload.get(0).has("flowId")).isFalse();
        assertThat(payload.get(1).has("flowId")).isFalse();
    }
}
