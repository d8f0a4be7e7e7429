package carillon.sdk.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Every row of the tables 1.3 (types and coercions) and 3.3 (outcomes), by its number, in both dialects.
 *
 * <p>A row changes a full request for {@code echo} version 1: {@code member=JSON} sets, {@code -member} takes out, {@code
 * body=}, {@code before=} and {@code after=} are about the text, {@code nested=N} makes a payload of so many arrays. The
 * outcomes are words whose exact meaning stands below; {@code n/a} where the table has none.
 */
class WireTablesTest {

    private static final ServedMux GO =
            new ServedMux(handlers(Fixtures.go(Options.go().withMaxBodyBytes(1_000_000), Tracker.NONE)));
    private static final ServedMux GB = new ServedMux(
            handlers(Fixtures.gb(Options.gb().withMaxBodyBytes(1_000_000), ExceptionRegistry.standard())));
    private static final ServedMux STRICT_GO =
            new ServedMux(Fixtures.go(Options.go().withLenientVersion(false), Tracker.NONE));
    private static final ServedMux STRICT_GB =
            new ServedMux(Fixtures.gb(Options.gb().withLenientVersion(false), ExceptionRegistry.standard()));

    /** Status, name, version, id, flowId and payload of each outcome that both dialects may show. */
    private static final Map<String, String> IN_GO = Map.ofEntries(
            Map.entry("success", "200 echo:response v1 fresh same {\"a\":1}"),
            Map.entry("without flowId", "200 echo:response v1 fresh none {\"a\":1}"),
            Map.entry("payload null", "200 echo:response v1 fresh same null"),
            Map.entry("not found", "200 error v1 fresh same {\"message\":\"Event not Found\"}"),
            Map.entry("unknown", "200 error v1 fresh none {\"message\":\"Event not Found\"}"),
            Map.entry("malformed", "200 error v1 fresh none {\"message\":…}"),
            Map.entry("verbatim", "200 fail:error v1 empty same {\"m\":1}"),
            Map.entry("crash", "200 error v1 fresh same {\"message\":\"kaput\"}"),
            Map.entry("typed", "200 error v1 fresh same {\"message\":\"C1\"}"),
            Map.entry("nothing", "500 Internal Server Error"),
            Map.entry("no such path", "404 "),
            Map.entry("too large", "413 "));

    private static final Map<String, String> IN_GB = Map.ofEntries(
            Map.entry("success", "200 echo:response v1 same same {\"a\":1}"),
            Map.entry("payload null", "200 echo:response v1 same same null"),
            Map.entry("id 7", "200 echo:response v1 7 same {\"a\":1}"),
            Map.entry("flowId 7", "200 echo:response v1 same 7 {\"a\":1}"),
            Map.entry("name 7", notFound("7", 1)),
            Map.entry("name nope", notFound("nope", 1)),
            Map.entry("version 0", notFound("echo", 0)),
            Map.entry("version -1", notFound("echo", -1)),
            Map.entry("version 2", notFound("echo", 2)),
            Map.entry(
                    "malformed",
                    "200 badProtocol:error v1 fresh fresh {\"code\":\"UNHANDLED_ERROR\",\"parameters\":{}}"),
            Map.entry("crash", "200 boom:error v1 same same {\"code\":\"UNHANDLED_ERROR\",\"parameters\":{}}"),
            Map.entry(
                    "typed", "200 typed:badRequest v1 same same {\"code\":\"C1\",\"parameters\":{\"p\":1,\"n\":null}}"),
            Map.entry(
                    "unserialisable", "200 cyclic:error v1 same same {\"code\":\"UNHANDLED_ERROR\",\"parameters\":{}}"),
            Map.entry("nothing", "500 "),
            Map.entry("no such path", "404 "),
            Map.entry("too large", "413 "));

    private static String notFound(String name, int version) {
        return "200 eventNotFound v1 same same {\"code\":\"NO_EVENT_HANDLER_FOUND\",\"parameters\":{\"event\":\"" + name
                + "\",\"version\":" + version + "}}";
    }

    private static String missing(String member) {
        return "200 badProtocol v1 fresh fresh {\"code\":\"INVALID_COMMUNICATION_PROTOCOL\",\"parameters\":"
                + "{\"propertyName\":\"" + member + "\"}}";
    }

    /** What the handlers of the checklist leave out. */
    private static Mux handlers(Mux mux) {
        if (mux.options().dialect() == Dialect.GO) {
            mux.add("typed", 1, (context, event) -> {
                throw new EventException("C1", Map.of());
            });
            mux.add(
                    "cyclic",
                    1,
                    (context, event) ->
                            Outcome.of(event.withPayload(Json.trusted("{".getBytes(StandardCharsets.UTF_8)))));
        } else {
            mux.add(
                    "cyclic",
                    1,
                    (context, event) -> Outcome.of(Replies.response(event, new GoDialectTest.Unserialisable())));
        }
        return mux.add("invalid", 1, (context, event) -> {
                    throw new MissingFieldException("id");
                })
                .add("error", 1, (context, event) -> {
                    throw new AssertionError("of the machine");
                })
                .add("odd", 1, (context, event) -> {
                    throw new EventException("C", Map.of(), new ErrorType("bad_request"), true);
                });
    }

    @AfterAll
    static void stop() {
        GO.close();
        GB.close();
        STRICT_GO.close();
        STRICT_GB.close();
    }

    @ParameterizedTest(name = "events-protocol 1.3 row {0}: {1}")
    @CsvSource(delimiter = '|', maxCharsPerColumn = 1_000, textBlock = """
                     1 | version="1"               | success   | success
                     2 | version=1.0               | success   | success
                     3 | version=1.5               | malformed | malformed
                     4 | version="x"               | malformed | malformed
                     4 | version=true              | malformed | malformed
                     5 | version=0                 | not found | version 0
                     5 | version=-1                | not found | version -1
                     6 | version=2147483648        | malformed | malformed
                     6 | version=-2147483649       | malformed | malformed
                     6 | version=9223372036854775808 | malformed | malformed
                     6 | version=1e999999999       | malformed | malformed
                     7 | id=7                      | malformed | id 7
                     7 | flowId=7                  | malformed | flowId 7
                     7 | name=7                    | malformed | name 7
                     8 | flowId={}                 | malformed | malformed
                     8 | flowId=[]                 | malformed | malformed
                     9 | identity=7                | success   | malformed
                     9 | auth=[]                   | success   | malformed
                     9 | metadata="x"              | success   | malformed
                    10 | identity=null             | success   | missing identity
                    10 | auth=null                 | success   | missing auth
                    10 | metadata=null             | success   | missing metadata
                    11 | surplus={"deep":[1]}      | success   | success
                    12 | before="NAME":"nope",     | success   | success
                    12 | body={"NAME":"echo","VERSION":1} | unknown | missing name
                    13 | before="name":"nope",     | success   | success
                    13 | before="version":7,"flowId":"other", | success | success
                    14 | payload={"a":0,"a":1}     | 200 echo:response v1 fresh same {"a":0,"a":1} | malformed
                    14 | payload={"b":{"a":1,"a":1}} | 200 echo:response v1 fresh same {"b":{"a":1,"a":1}} | malformed
                    15 | after= and more           | success   | malformed
                    15 | after={}                  | success   | malformed
                    16 | mark=                     | malformed | malformed
                    17 | nested=199                | 200 echo:response v1 fresh same … | 200 echo:response v1 same same …
                    17 | nested=200                | malformed | malformed
                    17 | nested=100000             | malformed | malformed
                    """)
    void typesAndCoercions(int row, String change, String inGo, String inGb) {
        check(GO, IN_GO, change, inGo);
        check(GB, IN_GB, change, inGb);
    }

    @ParameterizedTest(name = "events-protocol 1.3 row {0}, not lenient: {1}")
    @CsvSource({"1, version=\"1\"", "2, version=1.0"})
    void strictVersions(int row, String change) {
        check(STRICT_GO, IN_GO, change, "malformed");
        check(STRICT_GB, IN_GB, change, "malformed");
    }

    @ParameterizedTest(name = "events-protocol 3.3 row {0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                     1 | name="echo"          | success        | success
                     2 | name="fail"          | verbatim       | n/a
                     3 | name="boom"          | crash          | crash
                     4 | name="typed"         | typed          | typed
                     5 | name="invalid"       | n/a            | missing id
                     6 | name="error"         | nothing        | nothing
                     7 | name="odd"           | n/a            | nothing
                     8 | name="nope"          | not found      | name nope
                     9 | version=2            | not found      | version 2
                    10 | body=                | malformed      | malformed
                    11 | body=nonsense        | malformed      | malformed
                    11 | body={"name":"echo"  | malformed      | malformed
                    12 | body=[]              | malformed      | malformed
                    12 | body="x"             | malformed      | malformed
                    12 | body=1               | malformed      | malformed
                    13 | body=null            | unknown        | malformed
                    14 | body={}              | unknown        | missing name
                    15 | version={}           | malformed      | malformed
                    15 | name=[]              | malformed      | malformed
                    16 | -name                | not found      | missing name
                    17 | -version             | not found      | missing version
                    18 | -id                  | success        | missing id
                    18 | -payload             | payload null   | missing payload
                    18 | -metadata            | success        | missing metadata
                    19 | -flowId              | without flowId | missing flowId
                    20 | -identity            | success        | missing identity
                    20 | -auth                | success        | missing auth
                    21 | payload=null         | payload null   | payload null
                    22 | name="cyclic"        | nothing        | unserialisable
                    23 | path=/events/elsewhere | no such path | no such path
                    24 | padding=1000000      | too large      | too large
                    """)
    void outcomes(int row, String change, String inGo, String inGb) {
        check(GO, IN_GO, change, inGo);
        check(GB, IN_GB, change, inGb);
    }

    private static void check(ServedMux served, Map<String, String> words, String change, String outcome) {
        if (outcome.equals("n/a")) {
            return;
        }
        var wanted = outcome.startsWith("missing ")
                ? missing(outcome.substring("missing ".length()))
                : words.getOrDefault(outcome, outcome);
        var path = change.startsWith("path=") ? change.substring("path=".length()) : "/events";
        var response = served.send(served.request(path).POST(BodyPublishers.ofString(body(change))));
        var seen = summary(response, wanted);
        assertThat(seen).isEqualTo(wanted);
    }

    private static String body(String change) {
        var members = new LinkedHashMap<String, String>();
        Json.parse(Fixtures.full("echo", 1, "{\"a\":1}"))
                .tree()
                .properties()
                .forEach(
                        member -> members.put(member.getKey(), member.getValue().toString()));
        if (change.startsWith("-")) {
            members.remove(change.substring(1));
            return text(members);
        }
        var key = change.substring(0, change.indexOf('='));
        var value = change.substring(key.length() + 1);
        return switch (key) {
            case "body" -> value;
            case "path" -> text(members);
            case "mark" -> "\uFEFF" + text(members);
            case "before" -> "{" + value + text(members).substring(1);
            case "after" -> text(members) + value;
            case "padding" -> text(members) + " ".repeat(Integer.parseInt(value));
            case "nested" -> {
                int depth = Integer.parseInt(value);
                members.put("payload", "[".repeat(depth) + "]".repeat(depth));
                yield text(members);
            }
            default -> {
                members.put(key, value);
                yield text(members);
            }
        };
    }

    private static String text(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** The answer in one line. Messages are not part of the contract, but there has to be one that says something. */
    private static String summary(HttpResponse<String> response, String wanted) {
        var body = response.body().strip();
        if (response.statusCode() != 200) {
            return response.statusCode() + " " + body;
        }
        var event = Json.parse(body).tree();
        return "200 " + event.get("name").asString() + " v" + event.get("version") + " "
                + known(event.get("id"), "r-1") + " " + known(event.get("flowId"), "flow-7781") + " "
                + payload(body, event, wanted);
    }

    private static String known(@Nullable JsonNode node, String sent) {
        var text = node == null ? "none" : node.asString();
        return text.equals(sent) ? "same" : text.isEmpty() ? "empty" : text.length() == 36 ? "fresh" : text;
    }

    private static String payload(String body, JsonNode event, String wanted) {
        if (wanted.endsWith("{\"message\":…}")) {
            assertThat(event.get("payload").propertyNames()).containsExactly("message");
            assertThat(event.get("payload").get("message").asString())
                    .isNotEmpty()
                    .doesNotContain("\tat ", "Exception");
            return "{\"message\":…}";
        }
        return wanted.endsWith("…") ? "…" : String.valueOf(RawJson.members(body).get("payload"));
    }
}
