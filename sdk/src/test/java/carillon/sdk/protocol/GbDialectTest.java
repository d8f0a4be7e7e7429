package carillon.sdk.protocol;

import static carillon.sdk.protocol.Fixtures.full;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.sdk.event.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Checklist 62 to 77: dialect gb. */
class GbDialectTest {

    private static final ServedMux SERVED = new ServedMux(Fixtures.gb());

    @AfterAll
    static void stop() {
        SERVED.close();
    }

    private static JsonNode request(String... without) {
        return Json.parse(full("echo")).tree().deepCopy().asObject().remove(List.of(without));
    }

    @Test
    @DisplayName("events-protocol 62: content type, and always all eight keys")
    void item62_shape() {
        var response = SERVED.post(full("echo"));
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json; charset=UTF-8");
        for (var body : List.of(full("echo"), full("nope"), full("boom"), "{}", "")) {
            var answer = SERVED.event(body);
            assertThat(answer.propertyNames())
                    .containsExactly("name", "version", "id", "flowId", "payload", "identity", "auth", "metadata");
            assertThat(answer.get("identity").toString()).isEqualTo("{}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "typed", "moved", "boom"})
    @DisplayName("events-protocol 63: success, typed error, redirect and crash keep id and flowId")
    void item63_ids(String name) {
        var answer = SERVED.event(full(name));
        assertThat(answer.get("id").asString()).isEqualTo("r-1");
        assertThat(answer.get("flowId").asString()).isEqualTo("flow-7781");
    }

    @Test
    @DisplayName(
            "events-protocol 2.1, 3.3: newResponse keeps the request's id, and a payload that cannot be written is a crash")
    void newResponse() {
        var mux = Fixtures.gb()
                .add("plain", 1, (context, event) -> Events.newResponse(event, 1))
                .add("cyclic", 1, (context, event) -> Events.newResponse(event, new GoDialectTest.Unserialisable()));
        try (var served = new ServedMux(mux)) {
            var plain = served.event(full("plain"));
            assertThat(plain.get("name").asString()).isEqualTo("plain:response");
            assertThat(plain.get("id").asString()).isEqualTo("r-1");
            var batched = served.event(full("batch", 1, "{\"events\":[" + full("plain") + "]}"));
            assertThat(batched.get("id").asString()).isEqualTo("r-1");
            assertThat(batched.get("payload").get(0).get("id").asString()).isEqualTo("r-1");
            var crash = served.event(full("cyclic"));
            assertThat(crash.get("name").asString()).isEqualTo("cyclic:error");
            assertThat(crash.get("payload").toString()).isEqualTo("{\"code\":\"UNHANDLED_ERROR\",\"parameters\":{}}");
        }
    }

    @Test
    @DisplayName(
            "names that come twice are looked for among so many alone: it takes memory, before it is known whose event it is")
    void manyNames() {
        assertThat(SERVED.event(full("echo", 1, names(100_000))).get("name").asString())
                .isEqualTo("echo:response");
        assertThat(SERVED.event(full("echo", 1, names(100_001))).get("name").asString())
                .isEqualTo("badProtocol:error");
    }

    private static String names(int number) {
        return IntStream.range(0, number).mapToObj(i -> "\"n" + i + "\":0").collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    @DisplayName("events-protocol 64: eventNotFound")
    void item64_notFound() {
        var answer = SERVED.event(full("nope", 3, "{}"));
        assertThat(answer.get("name").asString()).isEqualTo("eventNotFound");
        assertThat(answer.get("version").asInt()).isEqualTo(1);
        assertThat(answer.get("id").asString()).isEqualTo("r-1");
        assertThat(answer.get("flowId").asString()).isEqualTo("flow-7781");
        assertThat(answer.get("payload").toString())
                .isEqualTo("{\"code\":\"NO_EVENT_HANDLER_FOUND\",\"parameters\":{\"event\":\"nope\",\"version\":3}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "version", "id", "flowId", "payload", "identity", "auth", "metadata"})
    @DisplayName("events-protocol 65: each missing field is reported")
    void item65_missing(String field) {
        var answer = SERVED.event(request(field).toString());
        assertThat(answer.get("name").asString()).isEqualTo("badProtocol");
        assertThat(answer.get("version").asInt()).isEqualTo(1);
        assertThat(answer.get("id").asString()).isNotEqualTo("r-1");
        assertThat(answer.get("flowId").asString()).isNotEqualTo("flow-7781").isNotEmpty();
        assertThat(answer.get("payload").toString())
                .isEqualTo("{\"code\":\"INVALID_COMMUNICATION_PROTOCOL\",\"parameters\":{\"propertyName\":\"" + field
                        + "\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "version", "id", "flowId", "identity", "auth", "metadata"})
    @DisplayName("events-protocol 1.3: an explicit null counts as missing")
    void explicitNull(String field) {
        var body = request().deepCopy().asObject().putNull(field).toString();
        assertThat(SERVED.event(body).get("name").asString()).isEqualTo("badProtocol");
    }

    @Test
    @DisplayName("events-protocol 66: the fixed order of validation")
    void item66_order() {
        for (var body : List.of("{}", request("name", "auth").toString())) {
            assertThat(SERVED.event(body)
                            .get("payload")
                            .get("parameters")
                            .get("propertyName")
                            .asString())
                    .isEqualTo("name");
        }
    }

    @Test
    @DisplayName("events-protocol 67: payload null is processed")
    void item67_payloadNull() {
        assertThat(SERVED.event(full("echo", 1, "null")).get("name").asString()).isEqualTo("echo:response");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "{",
                "null",
                "[]",
                "\"x\"",
                "1",
                "\uFEFF{}",
                "IDENTITY",
                "AUTH",
                "METADATA",
                "BOOLEAN-ID",
                "OBJECT-FLOW",
                "VERSION",
                "RANGE",
                "DUPLICATE",
                "TRAILING"
            })
    @DisplayName("events-protocol 68 and 77: malformed bodies")
    void item68_item77_malformed(String given) {
        var answer = SERVED.event(malformed(given));
        assertThat(answer.get("name").asString()).isEqualTo("badProtocol:error");
        assertThat(answer.get("version").asInt()).isEqualTo(1);
        assertThat(answer.get("flowId").asString()).isNotEqualTo("flow-7781").isNotEmpty();
        assertThat(answer.get("payload").toString()).isEqualTo("{\"code\":\"UNHANDLED_ERROR\",\"parameters\":{}}");
    }

    private static String malformed(String given) {
        var good = full("echo");
        return switch (given) {
            case "IDENTITY" -> good.replace("{\"userId\":4411}", "7");
            case "AUTH" -> good.replace("{\"token\":\"opaque\"}", "[]");
            case "METADATA" -> good.replace("{\"origin\":\"till-12\"}", "\"x\"");
            case "BOOLEAN-ID" -> good.replace("\"r-1\"", "true");
            case "OBJECT-FLOW" -> good.replace("\"flow-7781\"", "{}");
            case "VERSION" -> good.replace("\"version\":1", "\"version\":\"x\"");
            case "RANGE" -> good.replace("\"version\":1", "\"version\":-2147483649");
            case "DUPLICATE" -> full("echo", 1, "{\"b\":{\"a\":1,\"a\":2}}");
            case "TRAILING" -> good + " x";
            default -> given;
        };
    }

    @Test
    @DisplayName("events-protocol 69: a crash says nothing of its inside")
    void item69_boom() {
        var answer = SERVED.post(full("boom")).body();
        assertThat(answer)
                .contains("\"boom:error\"")
                .contains("{\"code\":\"UNHANDLED_ERROR\",\"parameters\":{}}")
                .doesNotContain("kaput");
    }

    @Test
    @DisplayName("events-protocol 70: a typed error keeps null parameters")
    void item70_typed() {
        var answer = SERVED.event(full("typed"));
        assertThat(answer.get("name").asString()).isEqualTo("typed:badRequest");
        assertThat(answer.get("payload").toString()).isEqualTo("{\"code\":\"C1\",\"parameters\":{\"p\":1,\"n\":null}}");
    }

    @Test
    @DisplayName("events-protocol 71: a redirect is data")
    void item71_moved() {
        var response = SERVED.post(full("moved"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Location")).isEmpty();
        assertThat(response.body())
                .contains("\"moved:redirect\"")
                .contains("\"payload\":{\"url\":\"u\",\"queryParameters\":{}}");
    }

    @Test
    @DisplayName("events-protocol 72: a handler sets id and flowId, but not name and version")
    void item72_override() {
        var mux = Fixtures.gb()
                .add(
                        "mine",
                        4,
                        (context, event) -> Outcome.of(Replies.response(event, 1)
                                .withId("i")
                                .withFlowId("f")
                                .withName("other")
                                .withVersion(9)));
        try (var served = new ServedMux(mux)) {
            var answer = served.event(full("mine", 4, "{}"));
            assertThat(answer.get("id").asString()).isEqualTo("i");
            assertThat(answer.get("flowId").asString()).isEqualTo("f");
            assertThat(answer.get("name").asString()).isEqualTo("mine:response");
            assertThat(answer.get("version").asInt()).isEqualTo(4);
        }
    }

    @Test
    @DisplayName("events-protocol 73: registering a pair twice fails")
    void item73_twice() {
        assertThatThrownBy(() -> Fixtures.gb().add("echo", 1, (context, event) -> Outcome.of(event)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("echo V1");
    }

    @Test
    @DisplayName("events-protocol 74: exception functions in registration order; a super-class first wins")
    void item74_exceptions() {
        var exceptions = ExceptionRegistry.standard()
                .register(RuntimeException.class, (thrown, request, tracker) -> Replies.response(request, "general"))
                .register(
                        IllegalStateException.class,
                        (thrown, request, tracker) -> Replies.response(request, "specific"));
        try (var served = new ServedMux(Fixtures.gb(exceptions))) {
            assertThat(served.event(full("boom")).get("name").asString()).isEqualTo("boom:response");
            assertThat(served.event(full("boom")).get("payload").asString()).isEqualTo("general");
            assertThat(served.event(full("typed")).get("name").asString()).isEqualTo("typed:badRequest");
        }
    }

    @Test
    @DisplayName("events-protocol 75 and 1.5: identity views")
    void item75_identity() {
        assertThat(user("{\"userId\":\"abc\",\"user\":{\"id\":7}}").userId()).hasValue(7);
        assertThat(user("{\"userId\":\"abc\",\"user\":{\"id\":7}}").userIdText())
                .contains("abc");
        var numeric = user("{\"user\":{\"id\":\"42\",\"type\":\"CUSTOMER\"}}");
        assertThat(numeric.userId()).hasValue(42);
        assertThat(numeric.userIdText()).contains("42");
        assertThat(numeric.userType()).contains("CUSTOMER");
        assertThat(user("{\"userId\":null}").userId()).isEmpty();
        assertThat(user("{\"userId\":null}").userIdText()).isEmpty();
        assertThat(user("{\"user\":7}").userIdText()).isEmpty();
    }

    private static IdentityView user(String identity) {
        return Envelope.EMPTY.withIdentity(Json.parse(identity)).user();
    }

    @Test
    @DisplayName("events-protocol 76: a numeric id is taken as text")
    void item76_numericId() {
        assertThat(SERVED.event(full("echo").replace("\"r-1\"", "7")).get("id").asString())
                .isEqualTo("7");
    }

    @Test
    @DisplayName("events-protocol 3.3: an Error, and a type that no client knows, are 500 with an empty body")
    void fatal() {
        var mux = Fixtures.gb()
                .add("error", 1, (context, event) -> {
                    throw new AssertionError("of the machine");
                })
                .add("odd", 1, (context, event) -> {
                    throw new EventException("C", Map.of(), new ErrorType("bad_request"), true);
                });
        try (var served = new ServedMux(mux)) {
            for (var name : List.of("error", "odd")) {
                assertThat(served.post(full(name)).statusCode()).isEqualTo(500);
                assertThat(served.post(full(name)).body()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("events-protocol 6.5: an element that no event could answer does not take the batch down")
    void batchWithoutAnAnswer() {
        var mux = Fixtures.gb().add("odd", 1, (context, event) -> {
            throw new EventException("C", Map.of(), new ErrorType("bad_request"), true);
        });
        try (var served = new ServedMux(mux)) {
            var elements = "{\"events\":[" + full("odd") + "," + full("echo") + "]}";
            var answer = served.event(full("batch", 1, elements)).get("payload");
            assertThat(answer.valueStream().map(element -> element.get("name").asString()))
                    .containsExactly("odd:error", "echo:response");
        }
    }

    @Test
    @DisplayName("events-protocol 8.2: a registry that rethrows hands every exception to the embedding code")
    void rethrowing() {
        var processor =
                new EventProcessor(Fixtures.gb(ExceptionRegistry.rethrowing()).add("argument", 1, (context, event) -> {
                    throw new IllegalArgumentException("mine");
                }));
        assertThatThrownBy(() -> processor.process(Context.ROOT, full("argument"), Exchange.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mine");
        assertThatThrownBy(() -> processor.process(Context.ROOT, "{}", Exchange.NONE))
                .isInstanceOf(MissingFieldException.class);
        assertThatThrownBy(() -> processor.process(Context.ROOT, full("nope"), Exchange.NONE))
                .isInstanceOf(UnknownEventException.class);
    }

    @Test
    @DisplayName("events-protocol 8.2: an exception function that fails in turn is 500 with an empty body")
    void failingFunction() {
        var exceptions = ExceptionRegistry.standard()
                .register(IllegalStateException.class, (thrown, request, tracker) -> {
                    throw new UnsupportedOperationException("of the function");
                });
        try (var served = new ServedMux(Fixtures.gb(exceptions))) {
            assertThat(served.post(full("boom")).statusCode()).isEqualTo(500);
            assertThat(served.post(full("boom")).body()).isEmpty();
        }
    }

    @Test
    @DisplayName("events-protocol 8.2: exception functions see the invalid request, with defaults for what it lacks")
    void standIn() {
        var request = Json.parse(full("echo")).tree().deepCopy().asObject().remove(List.of("version", "auth"));
        assertThatThrownBy(() -> new EnvelopeReader(Options.gb()).read(request.toString()))
                .isInstanceOfSatisfying(MissingFieldException.class, missing -> {
                    assertThat(missing.field()).isEqualTo("version");
                    assertThat(missing.standIn().name()).isEqualTo("echo");
                    assertThat(missing.standIn().version()).isEqualTo(1);
                    assertThat(missing.standIn().flowId()).isEqualTo("flow-7781");
                    assertThat(missing.standIn().auth()).isEqualTo(Json.EMPTY_OBJECT);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"userId\":1e99999999999}", "{\"token\":-1e-99999999999}", "[7]", "\"x\"", "null"})
    @DisplayName("events-protocol 1.5: views never fail, whatever the members hold")
    void viewsNeverFail(String text) {
        var odd = Json.trusted(text.getBytes(StandardCharsets.UTF_8));
        var event = Envelope.EMPTY.withIdentity(odd).withAuth(odd).withMetadata(odd);
        assertThat(event.user().userId()).isEmpty();
        assertThat(event.user().userIdText()).isEmpty();
        assertThat(event.user().userType()).isEmpty();
        assertThat(event.attributes().token()).isEmpty();
        assertThat(event.attributes().origin()).isEmpty();
        assertThat(event.attributes().trace()).isEmpty();
    }

    @Test
    @DisplayName("events-protocol 6.5: in a batch elements fail one by one")
    void batch() {
        var elements =
                "{\"events\":[" + full("echo") + ",{\"name\":\"echo\"}," + full("nope") + "," + full("boom") + ",7]}";
        var answer = SERVED.event(full("batch", 1, elements)).get("payload");
        assertThat(answer.valueStream().map(element -> element.get("name").asString()))
                .containsExactly("echo:response", "badProtocol", "eventNotFound", "boom:error", "badProtocol:error");
    }

    @Test
    @DisplayName("events-protocol 8.4: a request made inside a handler carries the same id and flowId")
    void context() {
        var mux = Fixtures.gb().add("calls", 1, (context, event) -> {
            var onward = Replies.request(context, "other:thing:do", 1, null);
            return Outcome.of(Replies.response(event, onward.id() + "/" + onward.flowId()));
        });
        try (var served = new ServedMux(mux)) {
            assertThat(served.event(full("calls")).get("payload").asString()).isEqualTo("r-1/flow-7781");
        }
        assertThatThrownBy(() -> Replies.request(Context.ROOT, "a", 1, null)).isInstanceOf(IllegalStateException.class);
    }
}
