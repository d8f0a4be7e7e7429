package carillon.server.dialect.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Severity;
import carillon.server.app.TestServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** CloudEvents out, by the list and the stream of a whole server. The names carry the numbers of the rules. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudEventsOutTest {

    private static final String LOGIN = "Basic "
            + Base64.getEncoder().encodeToString("rocketskates:r0cketsk8ts".getBytes(StandardCharsets.US_ASCII));

    private final HttpClient http = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init") // set before all tests
    private TestServer server;

    @BeforeAll
    void start(@TempDir Path data) {
        server = new TestServer(data, Map.of());
    }

    @AfterAll
    void stop() {
        http.shutdownNow();
        server.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.base().resolve(path)).header("authorization", LOGIN);
    }

    private void post(String path, String type, String body) throws Exception {
        var request = request(path).header("content-type", type).POST(BodyPublishers.ofString(body));
        var answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
    }

    /** Sends a CloudEvent of a source of its own, and reads that back. */
    private ObjectNode through(String members) throws Exception {
        var source = "urn:uuid:" + UUID.randomUUID();
        post(
                "/cloudevents",
                "application/cloudevents+json",
                "{\"specversion\":\"1.0\",\"id\":\"a 1\",\"source\":\"" + source + "\"" + members + "}");
        return (ObjectNode) only("source=" + source);
    }

    private JsonNode only(String query) throws Exception {
        var answer = get("/v1/events?format=cloudevents&" + query);
        assertThat(answer.headers().firstValue("content-type")).contains("application/cloudevents-batch+json");
        var list = Json.parse(answer.body()).tree();
        assertThat(list.size()).as(answer.body()).isEqualTo(1);
        return list.get(0);
    }

    static Stream<String> bodies() {
        return Stream.of(
                ",\"type\":\"com.example.machine.updated\",\"subject\":\"m1\",\"time\":\"2031-03-04T05:06:07Z\",\"data\":{\"a\":1.10}",
                ",\"type\":\"alone\",\"datacontenttype\":\"application/xml\",\"data\":\"<a/>\"",
                ",\"type\":\"a.\",\"datacontenttype\":\"image/png\",\"data_base64\":\"AP8=\"",
                ",\"type\":\".a\",\"dataschema\":\"https://example.com/s\",\"ext1\":\"x\",\"ext2\":-5,\"ext3\":false",
                ",\"type\":\"a..b\",\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\",\"tracestate\":\"a=b\"",
                ",\"type\":\"t.a\",\"correlationid\":\"c\",\"owner\":\"rocketskates\",\"expirytime\":\"2131-01-01T00:00:00Z\"",
                ",\"type\":\"t.a\",\"severitynumber\":17,\"severitytext\":\"ERROR\",\"data\":\"\\u20ac 😀\"");
    }

    @ParameterizedTest
    @MethodSource("bodies")
    @DisplayName("C1-C9, C11, C12, C16: what came in goes out again as it came")
    void roundTrip(String members) throws Exception {
        var back = through(members);
        var sent = Json.parse("{\"specversion\":\"1.0\",\"id\":\"a 1\"" + members + "}")
                .tree();
        for (var member : sent.properties()) {
            assertThat(back.get(member.getKey())).as(back.toString()).isEqualTo(member.getValue());
        }
        var more = new ArrayList<>(back.propertyNames());
        more.removeAll(sent.propertyNames());
        assertThat(more)
                .isSubsetOf(List.of(
                        "source",
                        "time",
                        "severitynumber",
                        "severitytext",
                        "correlationid",
                        "sequence",
                        "authtype",
                        "authid"));
    }

    @Test
    @DisplayName("C2: an event of another dialect has its own id, and a source that is a URI reference")
    void c2Foreign() throws Exception {
        post("/v1/events", "application/json", "{\"type\":\"f1\",\"id\":\"f 1\"}");
        assertThat(only("type=f1").get("id").asString()).isEqualTo("f 1");
        assertThat(only("type=f1").get("source").asString()).startsWith("urn:carillon:");
        post("/v1/events", "application/json", "{\"type\":\"f2\",\"id\":\"f2\",\"source\":\"my: système\"}");
        var source = only("type=f2").get("source").asString();
        assertThat(URI.create(source).getPath()).isEqualTo("./my: système");
    }

    @ParameterizedTest
    @CsvSource({
        "DEBUG, 5",
        "INFORMATIONAL, 9",
        "SUCCESS, 9",
        "WARNING, 13",
        "ERROR, 17",
        "CRITICAL, 21",
        "ALERT, 22",
        "EMERGENCY, 23"
    })
    @DisplayName("C10: the severity goes out as number and name")
    void c10Severity(Severity severity, int number) throws Exception {
        var key = "k" + severity;
        publish(Event.about("severe", "made", key).severity(severity).build());
        var event = only("type=severe&key=" + key);
        assertThat(event.get("severitynumber").asInt()).isEqualTo(number);
        assertThat(event.get("severitytext").asString()).isEqualTo(severity.name());
    }

    @Test
    @DisplayName("C13: the sequence has 19 digits; C14: the caller is the principal, the server itself is system")
    void c13c14Server() throws Exception {
        var event = through(",\"type\":\"t.a\"");
        assertThat(event.get("sequence").asString()).matches("0{10,}[0-9]+").hasSize(19);
        assertThat(event.get("authtype").asString()).isEqualTo("user");
        assertThat(event.get("authid").asString()).isEqualTo("rocketskates");
        publish(Event.about("mine", "made", "k").principal("system").build());
        var own = only("type=mine");
        assertThat(own.get("authtype").asString()).isEqualTo("system");
        assertThat(own.has("authid")).isFalse();
    }

    @Test
    @DisplayName("C15: an event that was past its expiry is in the list")
    void c15Expired() throws Exception {
        assertThat(through(",\"type\":\"t.a\",\"expirytime\":\"2001-01-01T00:00:00Z\"")
                        .get("expirytime")
                        .asString())
                .isEqualTo("2001-01-01T00:00:00Z");
    }

    @Test
    @DisplayName("C28: a sender that can set no header gives its token as access_token")
    void c28AccessToken() throws Exception {
        var token = Json.parse(get("/api/v3/users/rocketskates/token?ttl=60").body())
                .tree()
                .get("Token")
                .asString();
        for (var given : Map.of(token, 200, token + "x", 403).entrySet()) {
            var asked = HttpRequest.newBuilder(server.base().resolve("/cloudevents?access_token=" + given.getKey()))
                    .header("webhook-request-origin", "sender.example.com")
                    .method("OPTIONS", BodyPublishers.noBody())
                    .build();
            assertThat(http.send(asked, BodyHandlers.discarding()).statusCode()).isEqualTo(given.getValue());
        }
        var sent = HttpRequest.newBuilder(server.base().resolve("/cloudevents?access_token=" + token))
                .header("content-type", "application/cloudevents+json")
                .POST(BodyPublishers.ofString(
                        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/c28\",\"type\":\"t\"}"))
                .build();
        assertThat(http.send(sent, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
        assertThat(only("source=/c28").get("authid").asString()).isEqualTo("rocketskates");
    }

    @Test
    @DisplayName("C15: an event that was past its expiry reaches no stream of any dialect")
    void c15NotDelivered() throws Exception {
        var type = "late" + UUID.randomUUID();
        for (var expiry : List.of("2001-01-01T00:00:00Z", "2131-01-01T00:00:00Z")) {
            through(",\"type\":\"" + type + ".a\",\"subject\":\"" + expiry + "\",\"expirytime\":\"" + expiry + "\"");
        }
        var streamed = read(request("/v1/stream?since=0&format=cloudevents&spec=" + type + ".*.*"), 1);
        assertThat(streamed)
                .extracting(event -> event.data().get("subject").asString())
                .containsExactly("2131-01-01T00:00:00Z");
    }

    @Test
    @DisplayName("C16: metadata that others made up is no second attribute, and nothing that is none")
    void c16MadeUp() throws Exception {
        post("/v1/events", "application/json", """
                {"type":"made-up","metadata":{"cloudevents.id":"x","cloudevents.Ext":"x","cloudevents.ext":[1],
                 "cloudevents.data_base64":"?","cloudevents.large":4294967296,"other":"x","cloudevents.kept":7}}""");
        var event = only("type=made-up");
        assertThat(event.propertyNames())
                .containsExactlyInAnyOrder(
                        "specversion",
                        "id",
                        "source",
                        "type",
                        "time",
                        "severitynumber",
                        "severitytext",
                        "sequence",
                        "authtype",
                        "authid",
                        "kept");
        assertThat(event.get("id").asString()).isNotEqualTo("x");
    }

    @Test
    @DisplayName("C17: data=event puts the whole native event into data; another word is refused")
    void c17Whole() throws Exception {
        post(
                "/v1/events",
                "application/json",
                "{\"type\":\"whole\",\"object\":{\"a\":1.10},\"original\":{\"a\":1},\"description\":\"d\"}");
        var event = only("type=whole&data=event");
        assertThat(event.get("datacontenttype").asString()).isEqualTo("application/json");
        assertThat(event.get("data").get("original").toString()).isEqualTo("{\"a\":1}");
        assertThat(event.get("data").get("description").asString()).isEqualTo("d");
        assertThat(only("type=whole&data=object").get("data").toString()).isEqualTo("{\"a\":1.10}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/events?format=xml",
                "/v1/stream?format=xml",
                "/v1/events?data=event",
                "/v1/stream?format=cloudevents&data=all"
            })
    @DisplayName("C17, C50, C51: forms that are not there are refused")
    void unknownForm(String path) throws Exception {
        var answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("malformed-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream; profile=cloudevents", "text/event-stream;profile=\"cloudevents\""})
    @DisplayName(
            "C50: a stream by its profile or its format has native ids and CloudEvents, and resumes without gap or repeat")
    void c50Stream(String accept) throws Exception {
        var type = "stream" + UUID.randomUUID();
        for (int i = 0; i < 3; i++) {
            post(
                    "/cloudevents",
                    "application/cloudevents+json",
                    "{\"specversion\":\"1.0\",\"id\":\"" + type + i + "\",\"source\":\"/s\",\"type\":\"" + type
                            + ".made\",\"data\":" + i + "}");
        }
        var first = read(request("/v1/stream?since=0&spec=" + type + ".*.*").header("accept", accept), 3);
        assertThat(first).extracting(event -> event.data().get("data").asInt()).containsExactly(0, 1, 2);
        assertThat(first.getFirst().data().get("type").asString()).isEqualTo(type + ".made");
        assertThat(first.getFirst().id()).contains("@");
        var rest = read(
                request("/v1/stream?format=cloudevents&spec=" + type + ".*.*")
                        .header("last-event-id", first.get(1).id()),
                1);
        assertThat(rest).extracting(event -> event.data().get("data").asInt()).containsExactly(2);
        assertThat(rest.getFirst().id()).isEqualTo(first.get(2).id());
    }

    private record Sent(String id, JsonNode data) {}

    private List<Sent> read(HttpRequest.Builder request, int count) throws Exception {
        var events = new ArrayList<Sent>();
        try (var in = http.send(request.build(), BodyHandlers.ofInputStream()).body();
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            var id = "";
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: {\"specversion\"")) {
                    events.add(new Sent(id, Json.parse(line.substring(6)).tree()));
                }
                if (events.size() == count) {
                    break;
                }
            }
        }
        return events;
    }

    @Test
    @DisplayName("C51: a list is a batch, and its Link leads to the rest, without the credentials of the query")
    void c51Pages() throws Exception {
        for (int i = 0; i < 3; i++) {
            publish(Event.about("paged", "made", "k" + i).build());
        }
        var keys = new ArrayList<String>();
        var next = "/v1/events?format=cloudevents&type=paged&limit=2&order=oldest&token=rocketskates:r0cketsk8ts";
        while (!next.isEmpty()) {
            var page = get(next);
            Json.parse(page.body())
                    .tree()
                    .forEach(event -> keys.add(event.get("subject").asString()));
            var link = page.headers().firstValue("link").orElse("");
            assertThat(link).matches("|</v1/events\\?[^ ]*>; rel=\"next\"").doesNotContain("token", "r0cket");
            next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
        }
        assertThat(keys).containsExactly("k0", "k1", "k2");
    }

    @Test
    @DisplayName("C52: the descriptions list what there is")
    void c52Described() throws Exception {
        assertThat(Json.parse(get("/openapi.json").body())
                        .tree()
                        .get("paths")
                        .get("/cloudevents")
                        .propertyNames())
                .contains("post", "options");
    }

    private void publish(Event event) {
        server.server()
                .hub()
                .publish(carillon.core.access.Principal.SYSTEM, event)
                .toCompletableFuture()
                .join();
    }
}
