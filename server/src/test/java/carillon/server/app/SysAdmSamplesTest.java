package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.sdk.event.Json;
import carillon.server.bridge.Bridge;
import carillon.server.config.Settings;
import carillon.server.config.SysAdmSettings;
import carillon.server.dialect.sysadm.Client;
import carillon.server.keylogin.KeyRing;
import carillon.server.keylogin.RegisteredKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The samples of the handbook page against a whole server, on SysAdm's own ports. */
class SysAdmSamplesTest {

    private static final String ADMINISTRATOR = "rocketskates:r0cketsk8ts";
    private static final String LOGIN = "{'namespace':'rpc','name':'auth','id':'in',"
            + "'args':{'username':'rocketskates','password':'r0cketsk8ts'}}";

    @TempDir
    Path data;

    private Path log = Path.of("");
    private Path pools = Path.of("");

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        log = Files.writeString(data.resolve("lpreserver.log"), "");
        pools = Files.writeString(data.resolve("pools"), "");
        var settings = new HashMap<>(Map.of(
                Settings.SYSADM_ENABLED.key(), "true",
                Settings.SYSADM_JOBS.key(), "true",
                Settings.BRIDGE_ENABLED.key(), "true",
                SysAdmSettings.LP_LOG_FILE.key(), log.toString(),
                SysAdmSettings.LP_POLL.key(), "20",
                SysAdmSettings.STATE_POOLS.key(), "cat " + pools,
                SysAdmSettings.STATE_FIRST.key(), "50",
                SysAdmSettings.STATE_PERIOD.key(), "50"));
        server = new TestServer(data, settings);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    @DisplayName("subscribe to three classes, run a job, a snapshot is taken, a pool degrades")
    void samples() throws IOException {
        try (var client = Client.to(port("sysadm"))) {
            client.ask(LOGIN);
            client.send("{'namespace':'events','name':'subscribe','id':'fooid',"
                    + "'args':['dispatcher','life-preserver','system-state']}");
            // A state that was seen before is replayed first.
            var reply = client.next();
            while (!reply.path("name").asString("").equals("response")) {
                reply = client.next();
            }
            assertThat(reply.toString())
                    .isEqualTo("{\"args\":{\"subscribe\":\"system-state\"},\"id\":\"fooid\",\"name\":\"response\","
                            + "\"namespace\":\"events\"}");

            client.send("{'namespace':'rpc','name':'dispatcher','id':'fooid2',"
                    + "'args':{'action':'run','nightly':'echo hello'}}");
            for (var state : List.of("pending", "running", "finished")) {
                assertThat(event(client, "dispatcher").path("state").stringValue())
                        .isEqualTo(state);
            }

            Files.writeString(
                    log, "Sun Mar 5 02:00:00 UTC 2017: Creating snapshot on Tank/Docs\n", StandardOpenOption.APPEND);
            assertThat(event(client, "life_preserver").toString())
                    .isEqualTo("{\"class\":\"snapshot\",\"message\":\"Sun Mar 5 02:00:00 UTC 2017: New snapshot of "
                            + "tank/docs\",\"priority\":\"1/Information\"}");

            var fresh = Files.writeString(data.resolve("pools.new"), """
                    NAME SIZE ALLOC FREE EXPANDSZ FRAG CAP DEDUP HEALTH ALTROOT
                    tank 4T 1T 3T - 1% 9% 1.00x DEGRADED -
                    """);
            Files.move(fresh, pools, StandardCopyOption.REPLACE_EXISTING);
            var state = event(client, "system_state");
            while (!state.has("zpools")) {
                state = event(client, "system_state");
            }
            assertThat(state.path("priority").stringValue()).isEqualTo("9/Urgent");
            assertThat(state.path("zpools").path("tank").path("health").stringValue())
                    .isEqualTo("DEGRADED");
        }
    }

    @Test
    @DisplayName("issue 5: over Digital Rebar's socket register dispatcher.*.* sees jobs, and their severity")
    void otherDialectsSeeJobs() throws Exception {
        var drp = URI.create("ws" + server.base().toString().substring(4) + "/api/v3/ws?token=" + ADMINISTRATOR);
        try (var client = Client.to(port("sysadm"));
                var watcher = Client.to(drp)) {
            watcher.send("register dispatcher.*.*").next();
            client.ask(LOGIN);
            client.ask("{'namespace':'rpc','name':'dispatcher','id':'d',"
                    + "'args':{'action':'run','bad':['true','false'],'good':'true'}}");
            var ends = new HashMap<String, JsonNode>();
            while (ends.size() < 2) {
                var event = watcher.next();
                assertThat(event.path("Type").stringValue()).isEqualTo("dispatcher");
                if (event.path("Action").stringValue().equals("finished")) {
                    ends.put(event.path("Key").stringValue(), event.path("Object"));
                }
            }
            assertThat(ends.getOrDefault("bad", Json.NULL.tree())
                            .path("return_codes/false")
                            .asString(""))
                    .isEqualTo("1");
            assertThat(severities("bad")).containsExactly("error", "job bad failed: 'false' ended with 1");
            assertThat(severities("good")).containsExactly("success", "job good finished");
            // A kill is no success either, not even of a job that prints nothing and never ends by itself.
            client.ask(
                    "{'namespace':'rpc','name':'dispatcher','id':'d','args':{'action':'run','endless':'sleep 600'}}");
            while (!watcher.next().path("Action").stringValue().equals("running")) {
                assertThat(client.isOpen()).isTrue();
            }
            client.ask("{'namespace':'rpc','name':'dispatcher','id':'k','args':{'action':'kill','job_id':'endless'}}");
            while (!watcher.next().path("Action").stringValue().equals("finished")) {
                assertThat(client.isOpen()).isTrue();
            }
            assertThat(severities("endless")).containsExactly("error", "job endless was killed");
        }
    }

    /** Severity and description of the end of a job, as the history and so the notification centre has them. */
    private List<String> severities(String job) throws Exception {
        var page = get("/v1/events?type=dispatcher&action=finished&key=" + job, ADMINISTRATOR);
        return Json.parse(page.body())
                .tree()
                .path("events")
                .valueStream()
                .flatMap(event -> Stream.of(event.path("severity"), event.path("description")))
                .map(JsonNode::stringValue)
                .toList();
    }

    @Test
    @DisplayName("sysadm 2.1: the three ports speak TLS with the certificate of the https listener")
    void ports() throws Exception {
        for (var listener : List.of("sysadm", "bridge")) {
            try (var client = Client.to(port(listener))) {
                assertThat(port(listener)).hasScheme("wss");
                assertThat(client.isOpen()).isTrue();
            }
        }
        assertThat(port("sysadm-rest")).hasScheme("https");
        assertThat(Files.exists(data.resolve("tls/certificate.pem"))).isTrue();
    }

    @Test
    @DisplayName("the bridge shows its state to administrators, and in the metrics")
    void bridgeState() throws Exception {
        try (var peer = Client.to(port("bridge"))) {
            assertThat(peer.next().path("name").stringValue()).isEqualTo("identify");
            var answer = get("/v1/bridge", ADMINISTRATOR);
            assertThat(answer.statusCode()).isEqualTo(200);
            var peers = Json.parse(answer.body()).tree().path("peers");
            assertThat(peers).hasSize(1);
            assertThat(peers.path(0).path("role").stringValue()).isEqualTo("unknown");
            assertThat(get("/metrics", ADMINISTRATOR).body())
                    .contains("carillon_bridge_peers{role=\"unknown\"} 1.0", "carillon_bridge_messages_total 0.0");
        }
        assertThat(get("/v1/bridge", "").statusCode()).isEqualTo(401);
        assertThat(Json.parse(get("/openapi.json", "").body())
                        .tree()
                        .path("paths")
                        .path("/v1/bridge")
                        .has("get"))
                .isTrue();
    }

    @Test
    @DisplayName("the server dials a bridge, here its own, and the metrics say whether it got in")
    void linkState() throws Exception {
        var bridge = server.base().toString().replace("http", "ws") + "/sysadm/bridge";
        var own = data.resolve("linked");
        Files.createDirectory(own);
        try (var linked = new TestServer(
                own, Map.of(Settings.SYSADM_ENABLED.key(), "true", SysAdmSettings.LINKS.key(), "home=" + bridge))) {
            assertThat(metrics(linked)).contains("carillon_bridge_link{bridge=\"home\"} 0.0");
            var stored = Files.readString(own.resolve("bridge-login.key.pub")).strip();
            new KeyRing(data.resolve(Bridge.KEYS)).add(new RegisteredKey("atlas", "atlas", "", stored));
            linked.restart();
            await().untilAsserted(
                            () -> assertThat(metrics(linked)).contains("carillon_bridge_link{bridge=\"home\"} 1.0"));
        }
    }

    /** The arguments of the next event of a class; the others may come in between. */
    private static JsonNode event(Client client, String name) {
        while (true) {
            var frame = client.next();
            if (frame.path("namespace").asString("").equals("events")
                    && frame.path("name").asString("").equals(name)) {
                return frame.path("args");
            }
        }
    }

    private URI port(String listener) {
        return URI.create(server.server().listeners().getOrDefault(listener, "closed:") + "/");
    }

    private static String metrics(TestServer of) throws IOException, InterruptedException {
        return get(of, "/metrics", ADMINISTRATOR).body();
    }

    private HttpResponse<String> get(String path, String login) throws IOException, InterruptedException {
        return get(server, path, login);
    }

    private static HttpResponse<String> get(TestServer of, String path, String login)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(of.base().resolve(path));
        if (!login.isEmpty()) {
            var pair = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.US_ASCII));
            request.header("authorization", "Basic " + pair);
        }
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
