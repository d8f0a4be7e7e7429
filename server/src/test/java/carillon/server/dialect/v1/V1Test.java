package carillon.server.dialect.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.AuthzMode;
import carillon.core.access.Claim;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.hub.Hub;
import carillon.core.hub.HubConfig;
import carillon.sdk.event.Json;
import carillon.server.http.Authentication;
import carillon.server.http.Authenticator;
import carillon.server.http.HttpServer;
import carillon.server.http.HttpSettings;
import carillon.server.http.Listener;
import carillon.server.http.Response;
import carillon.server.http.Router;
import carillon.server.metrics.Health;
import carillon.server.metrics.HealthRoutes;
import carillon.server.metrics.MetricsRoutes;
import carillon.testkit.history.FakeHistory;
import carillon.testkit.log.FakeLog;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class V1Test {

    private static final Map<String, Principal> PEOPLE = Map.of(
            "root", new Principal("user:root", "root", List.of(Role.SUPERUSER), null, null),
            "eve",
                    new Principal(
                            "user:eve",
                            "eve",
                            List.of(new Role("poster", List.of(new Claim("events", "post", "*")))),
                            null,
                            null),
            "ada",
                    new Principal(
                            "user:ada",
                            "ada",
                            List.of(new Role("some", List.of(new Claim("machines", "get", "*")))),
                            null,
                            null));

    private static final Authenticator BY_NAME = new Authenticator() {
        @Override
        public Authentication authenticate(carillon.server.http.Request request) {
            var who = PEOPLE.get(request.header("authorization").orElse(""));
            return who == null ? new Authentication.Denied(Response.empty(401)) : new Authentication.Authenticated(who);
        }

        @Override
        public Authentication atOnce(carillon.server.http.Request request) {
            return authenticate(request);
        }
    };

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicReference<List<String>> troubles = new AtomicReference<>(List.of());
    private FakeLog journal = new FakeLog();
    private FakeHistory history = new FakeHistory();
    private Hub hub = new Hub(journal, history, new ClaimAuthorizer(AuthzMode.STRICT), HubConfig.DEFAULT);
    private HttpServer server = serve();

    private HttpServer serve() {
        var metrics = MetricsRoutes.of(hub);
        var router = Router.of(
                new V1Dialect(hub, BY_NAME, 1 << 20).routes().getFirst(),
                metrics.routes(Authenticator.NONE),
                HealthRoutes.routes(() -> new Health(List.of(), troubles.get())));
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var started = HttpServer.start(List.of(new Listener("http", address, router)), HttpSettings.DEFAULT);
        metrics.count(started.counters());
        return started;
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
        journal.close();
        history.close();
    }

    private void restartHub() {
        server.close();
        hub.close();
        hub = new Hub(journal, history, new ClaimAuthorizer(AuthzMode.STRICT), HubConfig.DEFAULT);
        hub.start();
        server = serve();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address("http").getPort() + path))
                .header("authorization", "root");
    }

    private HttpResponse<String> post(String body) throws Exception {
        return post("root", body);
    }

    private HttpResponse<String> post(String user, String body) throws Exception {
        return http.send(
                request("/v1/events")
                        .setHeader("authorization", user)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.parse(answer.body()).tree();
    }

    private static String spec(String text) {
        return "spec=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    // ---- publish

    @Test
    @DisplayName("one event is stored and answered with its sequence; its JSON survives byte for byte")
    void publish() throws Exception {
        var answer = post("""
                {"id": "e-1", "time": "2031-03-04T05:06:07.89Z", "type": "machines", "action": "update", "key": "m\\u00e4",
                 "severity": "critical", "owner": null, "source": "s", "operation": "o", "description": "d",
                 "object": {"a": 1.10, "b": [ "\\u20ac", 12345678901234567890 ]}, "original": "text", "metadata": {"x":1e5}}
                """);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(json(answer).path("sequence").asLong()).isEqualTo(1);
        assertThat(json(answer).path("id").asString()).isEqualTo("e-1");
        var one = get("/v1/events/e-1");
        assertThat(one.statusCode()).isEqualTo(200);
        assertThat(one.body())
                .startsWith(
                        "{\"sequence\":1,\"id\":\"e-1\",\"time\":\"2031-03-04T05:06:07.890Z\",\"type\":\"machines\","
                                + "\"action\":\"update\",\"key\":\"mä\",\"severity\":\"critical\",\"principal\":\"user:root\",")
                .contains(
                        "\"object\":{\"a\": 1.10, \"b\": [ \"\\u20ac\", 12345678901234567890 ]}",
                        "\"original\":\"text\"",
                        "\"metadata\":{\"x\":1e5}");
    }

    @Test
    @DisplayName("several events are stored together, a known id is answered with its first sequence")
    void publishMany() throws Exception {
        var answer = json(post("[{\"id\":\"a\",\"type\":\"t\"},{\"id\":\"b\",\"type\":\"t\"}]"));
        assertThat(answer.path("events").get(1).path("sequence").asLong()).isEqualTo(2);
        var again = json(post("{\"id\":\"a\",\"type\":\"t\"}"));
        assertThat(again.path("sequence").asLong()).isEqualTo(1);
        assertThat(again.path("duplicate").asBoolean()).isTrue();
    }

    @Test
    @DisplayName("an id that another user published: a duplicate for those who may see its event, taken for the others")
    void idsOfOthers() throws Exception {
        json(post("[{\"id\":\"secret\",\"type\":\"t\",\"owner\":\"root\"},{\"id\":\"open\",\"type\":\"t\"}]"));
        var hidden = post("eve", "[{\"id\":\"fresh\",\"type\":\"t\"},{\"id\":\"secret\",\"type\":\"t\"}]");
        assertThat(hidden.statusCode()).isEqualTo(409);
        assertThat(json(hidden).path("index").asInt()).isEqualTo(1);
        assertThat(hidden.body()).doesNotContain("equence");
        assertThat(journal.last()).as("all of them or none").isEqualTo(2);
        var shown = json(post("eve", "[{\"id\":\"fresh\",\"type\":\"t\"},{\"id\":\"open\",\"type\":\"t\"}]"));
        assertThat(shown.path("events").get(0).path("sequence").asLong()).isEqualTo(3);
        assertThat(shown.path("events").get(1).path("sequence").asLong()).isEqualTo(2);
        assertThat(shown.path("events").get(1).path("duplicate").asBoolean()).isTrue();
        restartHub();
        assertThat(post("eve", "{\"id\":\"secret\",\"type\":\"t\"}").statusCode())
                .isEqualTo(409);
        assertThat(json(post("eve", "{\"id\":\"fresh\",\"type\":\"t\"}"))
                        .path("sequence")
                        .asLong())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | 400 | 0 | ",
                "nonsense | 400 | 0 | ",
                "{\"type\":\"t\"} x | 400 | 0 | ",
                "{\"type\":\"t\"}{} | 400 | 0 | ",
                "7 | 422 | 0 | ",
                "[{\"type\":\"t\"},7] | 422 | 1 | ",
                "{} | 422 | 0 | type",
                "{\"type\":7} | 422 | 0 | type",
                "{\"type\":\"websocket\"} | 422 | 0 | type",
                "[{\"type\":\"t\"},{\"type\":\"t\",\"severity\":\"bad\"}] | 422 | 1 | severity",
                "{\"type\":\"t\",\"time\":\"yesterday\"} | 422 | 0 | time",
                "{\"type\":\"t\",\"id\":\"\"} | 422 | 0 | id",
                "{\"type\":\"t\",\"metadata\":[]} | 422 | 0 | metadata",
                "{\"type\":\"t\",\"colour\":\"red\"} | 422 | 0 | colour",
                "{\"type\":\"t\",\"object\":{\"a\":} | 400 | 0 | object",
                "{\"type\":\"t\",\"object\":{\"a\":[1e99999999999]}} | 400 | 0 | object",
                "[{\"type\":\"t\"},{\"type\":\"t\",\"original\":-1.5E-99999999999}] | 400 | 1 | original",
                "[] | 413 | 0 | ",
            })
    @DisplayName("a problem document names the event and the member that is wrong")
    void wrong(String body, int status, int index, String member) throws Exception {
        var answer = post(body);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(json(answer).path("index").asInt()).isEqualTo(index);
        assertThat(json(answer).path("member").asString("")).isEqualTo(member == null ? "" : member);
        assertThat(journal.last()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
    @DisplayName("JSON is UTF-8 (RFC 8259, 8.1)")
    void otherEncodings(String charset) throws Exception {
        var answer = http.send(
                request("/v1/events")
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"type\":\"t\",\"object\":{}}", Charset.forName(charset)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("detail").asString()).contains("not UTF-8");
        assertThat(post("\uFEFF{\"type\":\"t\"}").statusCode()).isEqualTo(400);
        assertThat(journal.last()).isZero();
    }

    @Test
    @DisplayName("other content types are refused, large bodies are read off the event loop")
    void bodies() throws Exception {
        var form = http.send(
                request("/v1/events")
                        .header("content-type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(form.statusCode()).isEqualTo(415);
        var large = post("{\"type\":\"t\",\"object\":\"" + "x".repeat(500_000) + "\"}");
        assertThat(large.statusCode()).isEqualTo(201);
        assertThat(post("{\"type\":\"t\",\"object\":\"" + "x".repeat(2_000_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    @DisplayName("without the claim nothing is published, without a credential nothing is answered")
    void claims() throws Exception {
        var ada = http.send(
                request("/v1/events")
                        .setHeader("authorization", "ada")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"t\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(ada.statusCode()).isEqualTo(403);
        var nobody = http.send(
                request("/v1/stream").setHeader("authorization", "nobody").build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(nobody.statusCode()).isEqualTo(401);
    }

    // ---- stream

    private BufferedReader open(String query, String... headers) throws Exception {
        var request = request("/v1/stream" + query);
        if (headers.length > 0) {
            request.headers(headers);
        }
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** The lines up to the next empty one, comments left out. */
    private static List<String> next(BufferedReader lines) throws Exception {
        var event = new ArrayList<String>();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty() && !event.isEmpty()) {
                return event;
            }
            if (!line.isEmpty() && !line.startsWith(":")) {
                event.add(line);
            }
        }
        throw new AssertionError("the stream ended after " + event);
    }

    @Test
    @DisplayName("a stream says where it begins, then delivers what matches, with positions as ids")
    void live() throws Exception {
        try (var lines = open("?" + spec("machines.*.*") + "&" + spec("jobs.*.*.n=Eq(9)"))) {
            assertThat(next(lines))
                    .containsExactly("id: 0@fake", "event: subscribed", "data: {\"from\":\"0@fake\",\"whole\":true}");
            post(
                    "[{\"type\":\"other\"},{\"type\":\"jobs\",\"object\":{\"n\":1}},{\"type\":\"jobs\",\"object\":{\"n\":9}},"
                            + "{\"type\":\"machines\",\"object\":{\n}}]");
            var job = next(lines);
            assertThat(job.getFirst()).isEqualTo("id: 3@fake");
            assertThat(job.get(1)).contains("\"type\":\"jobs\"", "\"n\":9");
            var machine = next(lines);
            assertThat(machine.getFirst()).isEqualTo("id: 4@fake");
            assertThat(machine).hasSize(3);
        }
    }

    @Test
    @DisplayName("a stream resumes after a position, by header before query, and a foreign one is a gap")
    void resume() throws Exception {
        for (int i = 0; i < 200; i++) {
            post("{\"type\":\"t\",\"key\":\"" + i + "\"}");
        }
        try (var lines = open("?since=3", "last-event-id", "50@fake")) {
            assertThat(next(lines)).contains("id: 50@fake", "event: subscribed");
            for (int i = 51; i <= 200; i++) {
                assertThat(next(lines)).contains("id: " + i + "@fake");
            }
            post("{\"type\":\"t\"}");
            assertThat(next(lines)).contains("id: 201@fake");
        }
        try (var lines = open("?since=50@another")) {
            assertThat(next(lines)).contains("event: gap", "id: 0@fake");
            assertThat(next(lines)).contains("id: 1@fake");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?spec=a.b", "?since=x", "?spec=a.b.c.n%3DEq(", "?since=1@"})
    @DisplayName("a stream that cannot be is refused before it begins, and says why")
    void refused(String query) throws Exception {
        var answer = get("/v1/stream" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("detail").asString()).isNotEmpty();
    }

    @Test
    @DisplayName("who leaves is unsubscribed")
    void leaves() throws Exception {
        try (var lines = open("")) {
            next(lines);
            post("{\"type\":\"t\"}");
            next(lines);
            assertThat(hub.counters().subscriptions.sum()).isEqualTo(1);
        }
        org.awaitility.Awaitility.await()
                .untilAsserted(
                        () -> assertThat(hub.counters().subscriptions.sum()).isZero());
    }

    // ---- history

    @Test
    @DisplayName("while the history fails, lists say so and why, and events are stored and delivered")
    void aHistoryThatFails() throws Exception {
        history.breakDown("history.db: the disk is full");
        assertThat(post("{\"type\":\"machines\",\"action\":\"create\",\"key\":\"a\",\"id\":\"1\"}")
                        .statusCode())
                .isEqualTo(201);
        for (var path : List.of("/v1/events", "/v1/events/1")) {
            var answer = get(path);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("history-unavailable", "the disk is full");
        }
        history.breakDown(null);
        await().untilAsserted(() -> assertThat(get("/v1/events/1").statusCode()).isEqualTo(200));
    }

    @Test
    @DisplayName("the history is queried by every member, pages, and counts for those who see all")
    void history() throws Exception {
        post("[{\"id\":\"1\",\"type\":\"machines\",\"action\":\"create\",\"key\":\"a\",\"severity\":\"error\","
                + "\"description\":\"Disk failed\"},"
                + "{\"id\":\"2\",\"type\":\"machines\",\"action\":\"delete\",\"key\":\"b\",\"time\":\"2001-01-01T00:00:00Z\"},"
                + "{\"id\":\"3\",\"type\":\"secrets\",\"action\":\"create\",\"owner\":\"bob\"}]");
        assertThat(ids("/v1/events")).containsExactly("3", "2", "1");
        assertThat(ids("/v1/events?order=oldest&limit=2")).containsExactly("1", "2");
        assertThat(ids("/v1/events?offset=2&limit=2")).containsExactly("1");
        assertThat(ids("/v1/events?type=machines&action=create")).containsExactly("1");
        assertThat(ids("/v1/events?severity=error&severity=alert")).containsExactly("1");
        assertThat(ids("/v1/events?key=b")).containsExactly("2");
        assertThat(ids("/v1/events?owner=bob")).containsExactly("3");
        assertThat(ids("/v1/events?text=disk")).containsExactly("1");
        assertThat(ids("/v1/events?until=2002-01-01T00:00:00Z")).containsExactly("2");
        assertThat(ids("/v1/events?read=true")).isEmpty();
        var counted = json(get("/v1/events?counts=true&limit=1"));
        assertThat(counted.path("total").asLong()).isEqualTo(3);
        assertThat(counted.path("next").asLong()).isEqualTo(1);
        assertThat(counted.path("counts").path("unread").asLong()).isEqualTo(3);
        assertThat(counted.path("counts")
                        .path("unread_by_severity")
                        .path("error")
                        .asLong())
                .isEqualTo(1);
        var ada = http.send(
                request("/v1/events?counts=true")
                        .setHeader("authorization", "ada")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(ada.body()).contains("machines").doesNotContain("secrets");
        assertThat(Json.parse(ada.body()).tree().path("total").asLong()).isEqualTo(2);
        assertThat(Json.parse(ada.body()).tree().path("counts").path("total").asLong())
                .isEqualTo(2);
        assertThat(get("/v1/events/none").statusCode()).isEqualTo(404);
    }

    private List<String> ids(String path) throws Exception {
        var answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var ids = new ArrayList<String>();
        json(answer).path("events").forEach(event -> ids.add(event.path("id").asString()));
        return ids;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=1001",
                "limit=x",
                "offset=-1",
                "severity=bad",
                "since=x",
                "order=up",
                "read=maybe",
                "tpye=t"
            })
    @DisplayName("a parameter that is wrong is refused rather than ignored")
    void wrongParameters(String query) throws Exception {
        assertThat(get("/v1/events?" + query).statusCode()).isEqualTo(400);
    }

    // ---- metrics and health

    @Test
    @DisplayName("metrics and health")
    void metrics() throws Exception {
        try (var lines = open("")) {
            next(lines);
            post("{\"type\":\"t\"}");
            next(lines);
            var metrics = get("/metrics").body();
            assertThat(metrics)
                    .contains(
                            "carillon_events_published_total 1.0",
                            "carillon_events_delivered_total{dialect=\"v1\"} 1.0",
                            "carillon_sse_streams 1.0",
                            "jvm_memory_used_bytes");
        }
        assertThat(get("/healthz/live").statusCode()).isEqualTo(200);
        assertThat(get("/healthz/ready").statusCode()).isEqualTo(200);
        troubles.set(List.of("the disk is full"));
        var ready = get("/healthz/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("the disk is full");
    }
}
