package carillon.server.dialect.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.AuthzMode;
import carillon.core.access.Claim;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.hub.Hub;
import carillon.core.hub.HubConfig;
import carillon.sdk.event.Json;
import carillon.server.dialect.v1.V1Dialect;
import carillon.server.http.Authentication;
import carillon.server.http.Authenticator;
import carillon.server.http.HttpServer;
import carillon.server.http.HttpSettings;
import carillon.server.http.Listener;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Router;
import carillon.server.http.WebSocketLimits;
import carillon.testkit.history.FakeHistory;
import carillon.testkit.log.FakeLog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** CloudEvents in over HTTP, read back by the native interface. The names carry the numbers of the rules. */
class CloudEventsInTest {

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

    private static final Map<String, Principal> PEOPLE = Map.of(
            "root", new Principal("user:root", "root", List.of(Role.SUPERUSER), null, null),
            "ada",
                    new Principal(
                            "user:ada",
                            "ada",
                            List.of(new Role("some", List.of(new Claim("machines", "get", "*")))),
                            null,
                            null));

    private final HttpClient http = HttpClient.newHttpClient();
    private final FakeLog log = new FakeLog();
    private final FakeHistory history = new FakeHistory();
    private final Hub hub = new Hub(log, history, new ClaimAuthorizer(AuthzMode.STRICT), HubConfig.DEFAULT);
    private final HttpServer server = serve();

    private static Authenticator byName(boolean anonymous) {
        return new Authenticator() {
            @Override
            public Authentication authenticate(Request request) {
                var who = PEOPLE.get(request.header("authorization").orElse(""));
                if (who != null) {
                    return new Authentication.Authenticated(who);
                }
                return anonymous ? new Authentication.Anonymous() : new Authentication.Denied(Response.empty(401));
            }

            @Override
            public Authentication atOnce(Request request) {
                return authenticate(request);
            }
        };
    }

    private HttpServer serve() {
        var dialect = new CloudEventsDialect(
                hub,
                byName(false),
                byName(true),
                new CloudEventsForm("test"),
                new CloudEventsConfig(1 << 20, WebSocketLimits.RESUMABLE));
        var router = Router.of(
                dialect.routes().getFirst(),
                new V1Dialect(hub, byName(false), 1 << 20).routes().getFirst());
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return HttpServer.start(List.of(new Listener("http", address, router)), HttpSettings.DEFAULT);
    }

    @BeforeEach
    void start() {
        hub.start();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
        hub.close();
        log.close();
        history.close();
    }

    // ---- helpers

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address("http").getPort() + path))
                .setHeader("authorization", "root");
    }

    private HttpResponse<String> post(String type, String body) throws Exception {
        return http.send(
                request("/cloudevents")
                        .header("content-type", type)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** An event with the four attributes that it needs, and members more. */
    private static String event(String members) {
        return "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t.a\"" + members + "}";
    }

    private JsonNode store(String members) throws Exception {
        var answer = post(STRUCTURED, event(members));
        assertThat(answer.body()).isEmpty();
        assertThat(answer.statusCode()).isEqualTo(204);
        return stored().getLast();
    }

    private HttpResponse<String> binary(String contentType, byte[] body, String... headers) throws Exception {
        var request = request("/cloudevents").POST(BodyPublishers.ofByteArray(body));
        if (!contentType.isEmpty()) {
            request.header("content-type", contentType);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode storeBinary(String contentType, byte[] body, String... headers) throws Exception {
        var all = new ArrayList<>(List.of("ce-specversion", "1.0", "ce-id", "1", "ce-source", "/s", "ce-type", "t.a"));
        all.addAll(List.of(headers));
        var answer = binary(contentType, body, all.toArray(String[]::new));
        assertThat(answer.body()).isEmpty();
        assertThat(answer.statusCode()).isEqualTo(204);
        return stored().getLast();
    }

    private String storedText() throws Exception {
        return http.send(request("/v1/events?order=oldest").build(), BodyHandlers.ofString())
                .body();
    }

    private List<JsonNode> stored() throws Exception {
        var all = new ArrayList<JsonNode>();
        Json.parse(storedText()).tree().get("events").forEach(all::add);
        return all;
    }

    private void refused(HttpResponse<String> answer, int status, String member) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(Json.parse(answer.body()).tree().path("member").asString("")).isEqualTo(member);
        assertThat(stored()).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // ---- mapping

    @ParameterizedTest
    @ValueSource(strings = {"", "\"specversion\":\"0.3\",", "\"specversion\":1,"})
    @DisplayName("C1: another version than 1.0, or none, is refused and named")
    void c1Version(String version) throws Exception {
        refused(post(STRUCTURED, "{" + version + "\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}"), 422, "specversion");
    }

    @Test
    @DisplayName("C2: source and id together are the identity")
    void c2Identity() throws Exception {
        assertThat(store("").get("id").asString()).isEqualTo("/s 1");
        var other = event("").replace("\"/s\"", "\"urn:other\"");
        assertThat(post(STRUCTURED, other).statusCode()).isEqualTo(204);
        assertThat(stored()).hasSize(2);
        assertThat(stored().getLast().get("source").asString()).isEqualTo("urn:other");
    }

    @ParameterizedTest
    @CsvSource({"a b", "''", "%zz", "http://[x"})
    @DisplayName("C2: a source is a URI reference")
    void c2Source(String source) throws Exception {
        refused(post(STRUCTURED, event("").replace("\"/s\"", "\"" + source + "\"")), 422, "source");
    }

    @ParameterizedTest
    @CsvSource({
        "com.example.machine.updated, com.example.machine, updated",
        "alone, alone, ''",
        ".a, .a, ''",
        "a., a., ''",
        "a..b, a., b"
    })
    @DisplayName("C3: the action is what follows the last dot")
    void c3Type(String type, String kind, String action) throws Exception {
        assertThat(post(STRUCTURED, event("").replace("\"t.a\"", "\"" + type + "\""))
                        .statusCode())
                .isEqualTo(204);
        assertThat(stored().getLast().get("type").asString()).isEqualTo(kind);
        assertThat(stored().getLast().path("action").asString("")).isEqualTo(action);
    }

    @Test
    @DisplayName("C4: the subject is the key; none is the empty key, an empty one is refused")
    void c4Subject() throws Exception {
        refused(post(STRUCTURED, event(",\"subject\":\"\"")), 422, "subject");
        assertThat(store("").get("key").asString()).isEmpty();
        assertThat(store(",\"subject\":\"m 1\"").get("key").asString()).isEmpty();
        assertThat(post(STRUCTURED, event(",\"subject\":\"m 1\"").replace("\"1\"", "\"2\""))
                        .statusCode())
                .isEqualTo(204);
        assertThat(stored().getLast().get("key").asString()).isEqualTo("m 1");
    }

    @Test
    @DisplayName("C5: times are RFC 3339, with any offset; none is the time of arrival")
    void c5Time() throws Exception {
        assertThat(store(",\"time\":\"2031-03-04T05:06:07.89+02:00\"")
                        .get("time")
                        .asString())
                .isEqualTo("2031-03-04T03:06:07.890Z");
        var before = Instant.now();
        assertThat(post(STRUCTURED, event("").replace("\"1\"", "\"2\"")).statusCode())
                .isEqualTo(204);
        assertThat(Instant.parse(stored().getLast().get("time").asString()))
                .isBetween(before.minusMillis(1), Instant.now());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2031-03-04", "2031-13-04T05:06:07Z", "2031-03-04T05:06:07"})
    @DisplayName("C5: a wrong time is refused")
    void c5WrongTime(String time) throws Exception {
        refused(post(STRUCTURED, event(",\"time\":\"" + time + "\"")), 422, "time");
    }

    @Test
    @DisplayName("C6: JSON data is kept byte for byte, number text and blanks included")
    void c6Data() throws Exception {
        store(",\"data\":{\"a\": 1.10, \"b\":[ 12345678901234567890, \"\\u20ac\" ]}");
        assertThat(storedText()).contains("\"object\":{\"a\": 1.10, \"b\":[ 12345678901234567890, \"\\u20ac\" ]}");
        storeBinary("application/json", bytes(" {\"c\": 2.50}\n"), "ce-x", "y");
        assertThat(stored()).as("the same identity").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"data\":null"})
    @DisplayName("C6: no data and null are no object")
    void c6NoData(String data) throws Exception {
        assertThat(store(data).has("object")).isFalse();
    }

    @Test
    @DisplayName("C7: text is a JSON string, and its type is kept; in binary mode too")
    void c7Text() throws Exception {
        var event = store(",\"datacontenttype\":\"application/xml\",\"data\":\"<a/>\"");
        assertThat(event.get("object").asString()).isEqualTo("<a/>");
        assertThat(event.get("metadata").get("cloudevents.datacontenttype").asString())
                .isEqualTo("application/xml");
        var binary = storeBinary("text/plain; charset=UTF-8", bytes("grün"), "ce-subject", "k");
        assertThat(binary.get("object").asString()).isEqualTo("<a/>");
        assertThat(binary(
                                "text/plain; charset=UTF-8",
                                bytes("grün"),
                                "ce-specversion",
                                "1.0",
                                "ce-id",
                                "2",
                                "ce-source",
                                "/s",
                                "ce-type",
                                "t")
                        .statusCode())
                .isEqualTo(204);
        assertThat(stored().getLast().get("object").asString()).isEqualTo("grün");
    }

    @Test
    @DisplayName("C8: Base64 is kept as it came, and a binary body becomes it")
    void c8Bytes() throws Exception {
        var event = store(",\"data_base64\":\"AP8=\"");
        assertThat(event.has("object")).isFalse();
        assertThat(event.get("metadata").get("cloudevents.data_base64").asString())
                .isEqualTo("AP8=");
        assertThat(binary(
                                "image/png",
                                new byte[] {0, -1},
                                "ce-specversion",
                                "1.0",
                                "ce-id",
                                "2",
                                "ce-source",
                                "/s",
                                "ce-type",
                                "t")
                        .statusCode())
                .isEqualTo(204);
        assertThat(stored().getLast()
                        .get("metadata")
                        .get("cloudevents.data_base64")
                        .asString())
                .isEqualTo("AP8=");
    }

    @ParameterizedTest
    @ValueSource(strings = {",\"data_base64\":\"?\"", ",\"data_base64\":\"AP8\"", ",\"data_base64\":7"})
    @DisplayName("C8: what is not Base64 is refused")
    void c8NotBase64(String members) throws Exception {
        refused(post(STRUCTURED, event(members)), 422, "data_base64");
    }

    @Test
    @DisplayName("C8: data twice is refused")
    void c8Both() throws Exception {
        refused(post(STRUCTURED, event(",\"data\":1,\"data_base64\":\"AP8=\"")), 400, "data_base64");
    }

    @Test
    @DisplayName("C9: the type and the schema of the data are kept; absent stays absent")
    void c9Content() throws Exception {
        var event = store(",\"dataschema\":\"https://example.com/s\",\"data\":1");
        assertThat(event.get("metadata").get("cloudevents.dataschema").asString())
                .isEqualTo("https://example.com/s");
        assertThat(event.get("metadata").has("cloudevents.datacontenttype")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1, '', debug", "8, '', debug", "9, '', informational", "12, '', informational", "13, '', warning",
        "16, '', warning", "17, '', error", "20, '', error", "21, '', critical", "22, '', alert",
        "23, '', emergency", "24, '', emergency", "9, ERROR, error", "9, Success, success", "18, WARN2, error"
    })
    @DisplayName("C10: a known name is the severity, else the number")
    void c10Severity(int number, String text, String severity) throws Exception {
        var named = text.isEmpty() ? "" : ",\"severitytext\":\"" + text + "\"";
        assertThat(store(named + ",\"severitynumber\":" + number)
                        .get("severity")
                        .asString())
                .isEqualTo(severity);
    }

    @Test
    @DisplayName("C10: in binary mode the number is text; beyond 24 it is refused")
    void c10Binary() throws Exception {
        refused(post(STRUCTURED, event(",\"severitynumber\":25")), 422, "severitynumber");
        assertThat(storeBinary("", new byte[0], "ce-severitynumber", "22")
                        .get("severity")
                        .asString())
                .isEqualTo("alert");
    }

    @Test
    @DisplayName("C11: the operation is the correlation id, else the id of the trace; the trace is kept")
    void c11Operation() throws Exception {
        var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var event = store(",\"traceparent\":\"" + trace + "\",\"tracestate\":\"a=b\"");
        assertThat(event.get("operation").asString()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(event.get("metadata").get("cloudevents.traceparent").asString())
                .isEqualTo(trace);
        assertThat(event.get("metadata").get("cloudevents.tracestate").asString())
                .isEqualTo("a=b");
        var second = event(",\"traceparent\":\"" + trace + "\",\"correlationid\":\"c\"")
                .replace("\"1\"", "\"2\"");
        assertThat(post(STRUCTURED, second).statusCode()).isEqualTo(204);
        assertThat(stored().getLast().get("operation").asString()).isEqualTo("c");
    }

    @Test
    @DisplayName("C12: the owner is addressed")
    void c12Owner() throws Exception {
        assertThat(store(",\"owner\":\"root\"").get("owner").asString()).isEqualTo("root");
    }

    @Test
    @DisplayName("C13, C14: sequence and principal are the server's to say")
    void c13c14Ignored() throws Exception {
        var event = store(",\"sequence\":\"99\",\"authtype\":\"user\",\"authid\":\"eve\"");
        assertThat(event.get("sequence").asLong()).isEqualTo(1);
        assertThat(event.get("principal").asString()).isEqualTo("user:root");
        assertThat(event.has("metadata")).isFalse();
    }

    @Test
    @DisplayName("C15: an event that is past its expiry is stored")
    void c15Expiry() throws Exception {
        assertThat(store(",\"expirytime\":\"2001-01-01T00:00:00Z\"")
                        .get("metadata")
                        .get("cloudevents.expirytime")
                        .asString())
                .isEqualTo("2001-01-01T00:00:00Z");
    }

    @Test
    @DisplayName("C16: other extensions are kept with their kind")
    void c16Extensions() throws Exception {
        var metadata = store(",\"ext1\":\"x\",\"ext2\":-2147483648,\"ext3\":true,\"ext4\":null")
                .get("metadata");
        assertThat(metadata.toString())
                .isEqualTo("{\"cloudevents.ext1\":\"x\",\"cloudevents.ext2\":-2147483648,\"cloudevents.ext3\":true}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Ext | \"x\"",
                "ext_1 | \"x\"",
                "abcdefghijklmnopqrstu | \"x\"",
                "ext | 1.5",
                "ext | 2147483648",
                "ext | {}",
                "ext | []",
                "ext | \"a\\u0007\""
            })
    @DisplayName("C16: other names and kinds are refused")
    void c16Wrong(String name, String value) throws Exception {
        refused(post(STRUCTURED, event(",\"" + name + "\":" + value)), 422, name);
    }

    @Test
    @DisplayName("C16: attributes are bounded in number")
    void c16Many() throws Exception {
        var many = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            many.append(",\"e").append(i).append("\":1");
        }
        refused(post(STRUCTURED, event(many.toString())), 422, "e60");
    }

    // ---- HTTP in

    @ParameterizedTest
    @ValueSource(strings = {STRUCTURED, "Application/CloudEvents+JSON; charset=UTF-8"})
    @DisplayName("C20: structured, with parameters and in any case")
    void c20Structured(String type) throws Exception {
        assertThat(post(type, event("")).statusCode()).isEqualTo(204);
        assertThat(stored()).hasSize(1);
    }

    @Test
    @DisplayName("C20: the example of the specification")
    void c20Example() throws Exception {
        var answer = post(STRUCTURED, """
                {
                    "specversion" : "1.0",
                    "type" : "com.github.pull_request.opened",
                    "source" : "https://github.com/cloudevents/spec/pull",
                    "subject" : "123",
                    "id" : "A234-1234-1234",
                    "time" : "2018-04-05T17:31:00Z",
                    "comexampleextension1" : "value",
                    "comexampleothervalue" : 5,
                    "datacontenttype" : "text/xml",
                    "data" : "<much wow=\\"xml\\"/>"
                }""");
        assertThat(answer.statusCode()).isEqualTo(204);
        var event = stored().getFirst();
        assertThat(event.get("id").asString()).isEqualTo("https://github.com/cloudevents/spec/pull A234-1234-1234");
        assertThat(event.get("type").asString()).isEqualTo("com.github.pull_request");
        assertThat(event.get("action").asString()).isEqualTo("opened");
        assertThat(event.get("object").asString()).isEqualTo("<much wow=\"xml\"/>");
        assertThat(event.get("metadata").get("cloudevents.comexampleothervalue").asInt())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "{}x"})
    @DisplayName("C20: what is no event is refused")
    void c20Malformed(String body) throws Exception {
        assertThat(post(STRUCTURED, body).statusCode()).isIn(400, 422);
        assertThat(post(STRUCTURED, event("") + "x").statusCode()).isEqualTo(400);
        assertThat(post(STRUCTURED, event(",\"id\":\"2\"")).statusCode()).isEqualTo(400);
        assertThat(stored()).isEmpty();
    }

    @Test
    @DisplayName("C21: a batch is stored in its order; an empty one stores nothing")
    void c21Batch() throws Exception {
        assertThat(post(BATCH, "[]").statusCode()).isEqualTo(204);
        assertThat(stored()).isEmpty();
        var two = "[" + event("") + "," + event("").replace("\"1\"", "\"2\"") + "]";
        assertThat(post(BATCH, two).statusCode()).isEqualTo(204);
        assertThat(stored()).extracting(event -> event.get("id").asString()).containsExactly("/s 1", "/s 2");
    }

    @Test
    @DisplayName("C21: a batch is bounded in number, and is an array")
    void c21Bounds() throws Exception {
        int most = HubConfig.DEFAULT.maxBatchEvents();
        var many = "[" + "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"},".repeat(most)
                + event("") + "]";
        refused(post(BATCH, many), 413, "");
        refused(post(BATCH, event("")), 400, "");
    }

    @Test
    @DisplayName("C22: binary mode, the example of the specification")
    void c22Binary() throws Exception {
        var answer = binary(
                "application/json; charset=utf-8",
                bytes("{\"n\": 1.0}"),
                "ce-specversion",
                "1.0",
                "ce-type",
                "com.example.someevent",
                "ce-time",
                "2018-04-05T03:56:24Z",
                "ce-id",
                "1234-1234-1234",
                "ce-source",
                "/mycontext/subcontext",
                "ce-comexampleext",
                "5");
        assertThat(answer.statusCode()).isEqualTo(204);
        var event = stored().getFirst();
        assertThat(storedText()).contains("\"object\":{\"n\": 1.0}");
        assertThat(event.get("id").asString()).isEqualTo("/mycontext/subcontext 1234-1234-1234");
        assertThat(event.get("metadata").get("cloudevents.comexampleext").asString())
                .isEqualTo("5");
        assertThat(event.get("metadata").get("cloudevents.datacontenttype").asString())
                .isEqualTo("application/json; charset=utf-8");
    }

    @Test
    @DisplayName("C22: a body that is not the JSON of its Content-Type is refused")
    void c22NotJson() throws Exception {
        refused(
                binary(
                        "application/json",
                        bytes("{"),
                        "ce-specversion",
                        "1.0",
                        "ce-id",
                        "1",
                        "ce-source",
                        "/s",
                        "ce-type",
                        "t"),
                400,
                "data");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/cloudevents+xml", "application/cloudevents-batch+avro", "application/cloudevents"})
    @DisplayName("C23: another format is refused with 415 that names those supported")
    void c23Format(String type) throws Exception {
        var answer = post(type, event(""));
        refused(answer, 415, "");
        assertThat(answer.body()).contains(STRUCTURED, BATCH, "binary");
    }

    @Test
    @DisplayName("C23: no way at all is refused with 400 that shows the three ways")
    void c23Neither() throws Exception {
        for (var answer : List.of(
                post("application/json", event("")),
                binary("text/plain", bytes("x"), "ce-specversion", "1.0", "ce-id", "1"))) {
            refused(answer, 400, "");
            assertThat(answer.body()).contains(STRUCTURED, BATCH, "ce-specversion");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Euro%20%E2%82%AC%20%F0%9F%98%80 | Euro € 😀",
                "%e2%82%ac | €",
                "\"a \\\"b\\\" %41\" | a \"b\" A",
                "%2541 | %41",
                "a+b | a+b"
            })
    @DisplayName("C24: quotes first, then one round of percent escapes, in either case")
    void c24Headers(String header, String value) throws Exception {
        assertThat(storeBinary("", new byte[0], "ce-subject", header).get("key").asString())
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%E2%82", "%zz", "%4"})
    @DisplayName("C24: escapes that are broken or not UTF-8 are refused")
    void c24NotUtf8(String header) throws Exception {
        refused(
                binary(
                        "",
                        new byte[0],
                        "ce-specversion",
                        "1.0",
                        "ce-id",
                        "1",
                        "ce-source",
                        "/s",
                        "ce-type",
                        "t",
                        "ce-subject",
                        header),
                400,
                "subject");
    }

    @Test
    @DisplayName("C24: ce-datacontenttype is refused")
    void c24ContentType() throws Exception {
        refused(
                binary(
                        "text/plain",
                        bytes("x"),
                        "ce-specversion",
                        "1.0",
                        "ce-id",
                        "1",
                        "ce-source",
                        "/s",
                        "ce-type",
                        "t",
                        "ce-datacontenttype",
                        "text/plain"),
                400,
                "datacontenttype");
    }

    @Test
    @DisplayName("C25: header names in any case; a header twice is refused")
    void c25Names() throws Exception {
        refused(
                binary(
                        "",
                        new byte[0],
                        "ce-specversion",
                        "1.0",
                        "ce-id",
                        "1",
                        "CE-ID",
                        "2",
                        "ce-source",
                        "/s",
                        "ce-type",
                        "t"),
                400,
                "id");
        assertThat(binary("", new byte[0], "CE-SpecVersion", "1.0", "Ce-Id", "1", "cE-source", "/s", "CE-TYPE", "t")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    @DisplayName("C26: the same identity again is answered 204 and stored once, in any mode")
    void c26Again() throws Exception {
        store("");
        store("");
        storeBinary("text/plain", bytes("x"));
        assertThat(stored()).hasSize(1);
    }

    @Test
    @DisplayName("C26: a batch is stored whole or not at all; the fault names index and member")
    void c26Whole() throws Exception {
        var answer = post(BATCH, "[" + event("") + "," + event(",\"time\":\"x\"") + "]");
        refused(answer, 422, "time");
        assertThat(Json.parse(answer.body()).tree().get("index").asInt()).isEqualTo(1);
    }

    @Test
    @DisplayName("C27: rights and sizes are those of every dialect")
    void c27Rights() throws Exception {
        var large = event(",\"data\":\"" + "x".repeat(2 << 20) + "\"");
        assertThat(post(STRUCTURED, large).statusCode()).isEqualTo(413);
        for (var caller : Map.of("nobody", 401, "ada", 403).entrySet()) {
            var request = request("/cloudevents")
                    .setHeader("authorization", caller.getKey())
                    .header("content-type", STRUCTURED)
                    .POST(BodyPublishers.ofString(event("")));
            assertThat(http.send(request.build(), BodyHandlers.discarding()).statusCode())
                    .isEqualTo(caller.getValue());
        }
        assertThat(stored()).isEmpty();
    }

    @Test
    @DisplayName("C27: who finds the hub overloaded is told 429 and when to come back")
    void c27Overloaded() {
        var refusal = new carillon.core.error.Refusal(carillon.core.error.ErrorCode.OVERLOADED, "later");
        assertThat(CloudEventsErrors.of(refusal, 0, "")).isInstanceOfSatisfying(Response.Full.class, answer -> {
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.headers()).contains(Map.entry("retry-after", "1"));
        });
    }

    @Test
    @DisplayName("C28: who could post is allowed the origin that was asked for; others are told nothing")
    void c28WebHook() throws Exception {
        var allowed = options("root", "WebHook-Request-Origin", "eventemitter.example.com");
        assertThat(allowed.statusCode()).isEqualTo(200);
        assertThat(allowed.headers().firstValue("allow")).contains("POST");
        assertThat(allowed.headers().firstValue("webhook-allowed-origin")).contains("eventemitter.example.com");
        assertThat(allowed.headers().firstValue("webhook-allowed-rate")).contains("*");
        for (var caller : Map.of("ada", 403, "nobody", 401).entrySet()) {
            var refused = options(caller.getKey(), "WebHook-Request-Origin", "eventemitter.example.com");
            assertThat(refused.statusCode()).isEqualTo(caller.getValue());
            assertThat(refused.headers().map().keySet()).noneMatch(name -> name.startsWith("webhook"));
        }
    }

    @Test
    @DisplayName("C28: a browser that asks first has no credentials yet, and is told that POST is there")
    void c28Preflight() throws Exception {
        var answer = options("nobody", "Access-Control-Request-Method", "POST");
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("allow")).contains("POST");
    }

    private HttpResponse<Void> options(String caller, String header, String value) throws Exception {
        var request = request("/cloudevents")
                .setHeader("authorization", caller)
                .header(header, value)
                .timeout(Duration.ofSeconds(10))
                .method("OPTIONS", BodyPublishers.noBody());
        return http.send(request.build(), BodyHandlers.discarding());
    }

    @Test
    @DisplayName("C29: an answer carries no event")
    void c29NoReply() throws Exception {
        var answer = binary(
                "application/json",
                bytes("{}"),
                "ce-specversion",
                "1.0",
                "ce-id",
                "1",
                "ce-source",
                "/s",
                "ce-type",
                "dev.knative.sources.ping");
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("ce-"));
    }
}
