package carillon.server.dialect.sysadm;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.thread.HubThreads;
import carillon.sdk.event.Json;
import carillon.server.source.systemstate.StateConfig;
import carillon.server.source.systemstate.SystemStateTimer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checklist of sysadm-events, REST and dialect. */
class RestAndDialectItemsTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private Host host = new Host(Dialect.HANDBOOK);

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    @DisplayName("sysadm 125: identify over REST")
    void item125_identify() throws Exception {
        var reply = rest("PUT", "/rpc/identify", "{}", "");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("content-type")).contains("text/json; charset=utf-8");
        assertThat(reply.headers().firstValue("server")).contains("SysAdm/1.0");
        assertThat(Json.parse(reply.body()).toString()).contains("\"hostname\"");
        assertThat(Json.parse(reply.body()).tree().path("args").toString())
                .isEqualTo("{\"hostname\":\"atlas\",\"type\":\"server\"}");
        assertThat(rest("GET", "/rpc/identify", "", "").statusCode()).isEqualTo(200);
        assertThat(rest("POST", "/rpc/identify", "{'args':{}}", "").statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("sysadm 126: subscribe over REST is echoed and leaves nothing")
    void item126_subscribe() throws Exception {
        host.publish("system_state", "{'hostname':'h','priority':'0/Information'}");
        var reply = rest("PUT", "/events/subscribe", "{'args':['dispatcher','system-state']}", "ada:ada-pw");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(Json.parse(reply.body()).tree().toString()).isEqualTo("{\"args\":{\"subscribe\":\"system-state\"}}");
        assertThat(rest("PUT", "/events/subscribe", "{'args':[]}", "ada:ada-pw").body())
                .isEmpty();
    }

    @Test
    @DisplayName("sysadm 127: DELETE is 400, no login 401, unknown paths 404, a limited run 403")
    void item127_errors() throws Exception {
        assertThat(rest("DELETE", "/rpc/query", "{}", "ada:ada-pw").statusCode())
                .isEqualTo(400);
        assertThat(rest("PUT", "/rpc/query", "{}", "").statusCode()).isEqualTo(401);
        assertThat(rest("PUT", "/rpc/query", "{}", "ada:").statusCode()).isEqualTo(401);
        assertThat(rest("PUT", "/rpc/query", "{}", ":").statusCode()).isEqualTo(401);
        assertThat(rest("PUT", "/rpc/query", "{}", "ada:ada-pw").statusCode()).isEqualTo(200);
        assertThat(rest("PUT", "/rpc/query", "[]", "ada:ada-pw").statusCode()).isEqualTo(400);
        var unknown = rest("PUT", "/weather/today", "{}", "ada:ada-pw");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Json.parse(unknown.body()).tree().toString()).isEqualTo("{\"args\":{}}");
        var run = rest("PUT", "/rpc/dispatcher", "{'args':{'action':'run','x':'true'}}", "bob:bob-pw");
        assertThat(run.statusCode()).isEqualTo(403);
        assertThat(rest("OPTIONS", "/rpc/query", "", "").headers().firstValue("allow"))
                .contains("HEAD, GET");
    }

    @ParameterizedTest(name = "sysadm 4: {0} {1} with {2} as {3} is {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    PATCH  | /rpc/query       | {}                | ada:ada-pw  | 400
                    DELETE | /rpc/query       | {}                | ada:ada-pw  | 400
                    BREW   | /rpc/query       | {}                | ada:ada-pw  | 400
                    PUT    | /                | {}                | ada:ada-pw  | 400
                    PUT    | /rpc             | {}                | ada:ada-pw  | 400
                    PUT    | /rpc/            | {}                | ada:ada-pw  | 400
                    PUT    | //query          | {}                | ada:ada-pw  | 400
                    PUT    | /rpc/query       | {                 | ada:ada-pw  | 400
                    PUT    | /rpc/query       | [1]               | ada:ada-pw  | 400
                    PUT    | /rpc/query       | null              | ada:ada-pw  | 400
                    PUT    | /rpc/query       | 7                 | ada:ada-pw  | 400
                    PUT    | /rpc/query       | {} {}             | ada:ada-pw  | 400
                    PUT    | /rpc/query       | {                 |             | 400
                    PUT    | /rpc/query       | {}                |             | 401
                    PUT    | /rpc/query       | {}                | ada         | 401
                    PUT    | /rpc/query       | {}                | :           | 401
                    PUT    | /rpc/query       | {}                | ada:wrong   | 401
                    PUT    | /rpc/query       | {}                | eve:eve-pw  | 401
                    PUT    | /weather/today   | {}                |             | 401
                    PUT    | /weather/today   | {}                | ada:ada-pw  | 404
                    PUT    | /rpc/nosuch      | {}                | ada:ada-pw  | 404
                    PUT    | /rpc/auth        | {}                | ada:ada-pw  | 404
                    PUT    | /events/nosuch   | {}                | ada:ada-pw  | 400
                    PUT    | /events/subscribe| {'args':{}}       | ada:ada-pw  | 400
                    PUT    | /events/subscribe| {'args':[]}       | ada:ada-pw  | 400
                    PUT    | /events/subscribe| {'args':7}        | ada:ada-pw  | 400
                    PUT    | /rpc/dispatcher  | {'args':{}}       | ada:ada-pw  | 400
                    PUT    | /rpc/dispatcher  | {'action':'kill'} | ada:ada-pw  | 400
                    PUT    | /rpc/dispatcher  | {'action':'kill','job_id':'x'} | bob:bob-pw | 403
                    """)
    void badRequests(String method, String path, String body, @Nullable String login, int status) throws Exception {
        var reply = rest(method, path, body, login == null ? "" : login);
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.headers().firstValue("server")).contains("SysAdm/1.0");
        // What is found by an operation says so with empty arguments, what is found before it with nothing.
        assertThat(reply.body().replaceAll("\\s", "")).isIn("", "{\"args\":{}}");
        assertThat(rest("PUT", "/rpc/query", "{}", "ada:ada-pw").statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("sysadm 4: a login that is none, a body that is too large")
    void badHeadersAndLargeBodies() throws Exception {
        for (var header : new String[] {"Basic", "Basic ", "Basic !!!", "Basic YWRh", "Bearer YWRhOmFkYS1wdw==", "x"}) {
            var request = HttpRequest.newBuilder(host.rest("/rpc/query"))
                    .method("PUT", HttpRequest.BodyPublishers.ofString("{}"))
                    .header("Authorization", header);
            assertThat(http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .as(header)
                    .isEqualTo(401);
        }
        var large = "{'args':'" + "x".repeat(128_000) + "'}";
        assertThat(rest("PUT", "/rpc/query", large, "ada:ada-pw").statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("sysadm 4: HEAD and OPTIONS answer canned headers")
    void cannedHeaders() throws Exception {
        for (var method : new String[] {"HEAD", "OPTIONS"}) {
            var reply = rest(method, "/rpc/query", "", "");
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.headers().firstValue("allow")).contains("HEAD, GET");
            assertThat(reply.headers().firstValue("hosts")).contains("/syscache");
            assertThat(reply.headers().firstValue("accept")).contains("text/json");
        }
    }

    @Test
    @DisplayName("sysadm 4: the date is an HTTP date, or with legacy-date the local time")
    void dates() throws Exception {
        assertThat(rest("PUT", "/rpc/identify", "{}", "").headers().allValues("date"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .endsWith(" GMT");
        host.close();
        host = new Host(Dialect.HANDBOOK, SysAdmConfig::withLegacyDate, Host.quickJobs());
        var local = LocalDateTime.ofInstant(host.clock.instant(), ZoneId.systemDefault());
        for (var path : new String[] {"/rpc/identify", "/rpc/query"}) {
            assertThat(rest("PUT", path, "{}", "").headers().allValues("date")).containsExactly(local.toString());
        }
    }

    @Test
    @DisplayName("sysadm 128: names, ids, priorities and codes of the handbook")
    void item128_frames() {
        try (var client = host.login("ada")) {
            client.ask("{'namespace':'events','name':'subscribe','id':'s','args':['life_preserver','system_state']}");
            host.publish("life_preserver", "{'class':'snapshot','message':'m','priority':'1/Information'}");
            assertThat(client.text())
                    .isEqualTo("{\"args\":{\"class\":\"snapshot\",\"message\":\"m\",\"priority\":\"1/Information\"},"
                            + "\"id\":\"none\",\"name\":\"life_preserver\",\"namespace\":\"events\"}");
            assertThat(client.ask("{'namespace':'rpc','name':'nosuch','id':'e','args':{}}")
                            .toString())
                    .isEqualTo("{\"args\":{\"code\":404,\"message\":\"Not Found\"},\"id\":\"e\",\"name\":\"error\","
                            + "\"namespace\":\"rpc\"}");
        }
    }

    @Test
    @DisplayName("sysadm 128: three records of an unclassified job, no minimal event")
    void item128_jobs() {
        try (var client = host.login("ada")) {
            client.ask("{'namespace':'events','name':'subscribe','id':'s','args':'dispatcher'}");
            client.ask("{'namespace':'rpc','name':'dispatcher','id':'d','args':{'action':'run','j':'echo x'}}");
            for (var state : new String[] {"pending", "running", "finished"}) {
                var args = client.next().path("args");
                assertThat(args.path("state").stringValue()).isEqualTo(state);
                assertThat(args.has("cmd_list")).isTrue();
            }
            client.ask("{'namespace':'rpc','name':'dispatcher','id':'d','args':{'action':'run',"
                    + "'sysadm_pkg_a-1':'echo x'}}");
            for (var state : new String[] {"pending", "running", "finished"}) {
                var args = client.next().path("args");
                assertThat(args.path("state").stringValue()).isEqualTo(state);
                assertThat(args.has("event_system")).isTrue();
            }
        }
    }

    @Test
    @DisplayName("sysadm 128: quiet checks are not pushed, but kept")
    void item128_quietChecks() throws IOException {
        var name = Files.writeString(host.data.resolve("name"), "atlas\n");
        var pools = host.data.resolve("pools");
        try (var client = host.login("ada");
                var wire = Client.to(URI.create(host.ws() + "?dialect=wire"))) {
            client.ask("{'namespace':'events','name':'subscribe','id':'s','args':'system_state'}");
            wire.ask(Host.LOGIN.formatted("bob", "bob-pw"));
            wire.ask("{'namespace':'events','name':'subscribe','id':'s','args':'system-state'}");
            var config = new StateConfig(
                    "cat " + name, "cat " + pools, Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofSeconds(5));
            try (var timer = new SystemStateTimer(config, "fallback", host.sysadm.sink(), new HubThreads())) {
                timer.start();
                for (int i = 0; i < 3; i++) {
                    assertThat(wire.next().path("args").path("priority").stringValue())
                            .isEqualTo("0 - Information");
                }
                assertThat(client.before()).isEmpty();
                var fresh = Files.writeString(host.data.resolve("pools.new"), """
                        NAME SIZE ALLOC FREE EXPANDSZ FRAG CAP DEDUP HEALTH ALTROOT
                        tank 4T 1T 3T - 1% 9% 1.00x DEGRADED -
                        """);
                Files.move(fresh, pools);
                assertThat(client.next()
                                .path("args")
                                .path("zpools")
                                .path("tank")
                                .path("priority")
                                .stringValue())
                        .isEqualTo("9/Urgent");
            }
            var kept = new ArrayList<>(client.before());
            client.send("{'namespace':'events','name':'subscribe','id':'again','args':'system_state'}");
            kept.add(client.next());
            assertThat(kept.getLast().path("name").stringValue()).isEqualTo("system_state");
        }
    }

    private HttpResponse<String> rest(String method, String path, String body, String login)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(host.rest(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        if (!login.isEmpty()) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
