package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import carillon.server.app.TestServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stock clients do, call by call. */
class WalkThroughTest {

    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("rocketskates:r0cketsk8ts".getBytes(StandardCharsets.UTF_8));

    @Test
    @DisplayName("the vendor's page on a demo server: a parameter of the profile global is set and removed")
    void vendorsPage(@TempDir Path data) {
        try (var demo = new TestServer(data, Map.of())) {
            // Started twice, as it will be: the profile is made once.
            demo.restart();
            var https = URI.create(demo.server().listeners().get("https"));
            try (var drpcli = new Drpcli(new InetSocketAddress(https.getHost(), https.getPort()));
                    var watch = drpcli.socket(BASIC)) {
                watch.send("register profiles.*.*");
                assertThat(watch.read().text()).contains("\"Action\":\"register\",\"Key\":\"profiles.*.*\"");
                assertThat(drpcli.get("/params/bar", BASIC).status()).isEqualTo(404);
                var set = drpcli.post("/profiles/global/params/bar", BASIC, "\"foo\"");
                assertThat(set.status()).isEqualTo(200);
                assertThat(set.body()).isEqualTo("\"foo\"");
                assertThat(drpcli.delete("/profiles/global/params/bar", BASIC).status())
                        .isEqualTo(200);
                var first = Json.parse(watch.read().text()).tree();
                var second = Json.parse(watch.read().text()).tree();
                assertThat(Session.subject(first)).isEqualTo("profiles.save.global");
                assertThat(Session.subject(second)).isEqualTo("profiles.save.global");
                assertThat(first.get("Object").get("Params").toString()).isEqualTo("{\"bar\":\"foo\"}");
                assertThat(first.get("Original").get("Params").toString()).isEqualTo("{}");
                assertThat(second.get("Object").get("Params").toString()).isEqualTo("{}");
                assertThat(second.get("Original").get("Params").toString()).isEqualTo("{\"bar\":\"foo\"}");
            }
        }
    }

    @Test
    @DisplayName("drp 17: an agent's token is its machine's, and shows it its own jobs")
    void agent(@TempDir Path data) {
        try (var server = DrpServer.start(data)) {
            agent(server);
        }
    }

    private static void agent(DrpServer server) {
        var rest = server.rest();
        rest.post("/machines", "{\"Uuid\":\"m1\"}");
        rest.post("/machines", "{\"Uuid\":\"m2\"}");
        assertThat(rest.get("/machines/none/token").status()).isEqualTo(404);
        var token = rest.get("/machines/m1/token?ttl=60").json().get("Token").stringValue();
        var agent = server.rest().bearer(token);
        try (var session = server.open(server.url("ws") + "/api/v3/ws?token=" + token)
                .register("machine_jobs.*.*", "machines.*.*")) {
            assertThat(agent.patch("/machines/m1", "[{\"op\":\"add\",\"path\":\"/Up\",\"value\":true}]")
                            .status())
                    .isEqualTo(200);
            assertThat(agent.patch("/machines/m2", "[{\"op\":\"add\",\"path\":\"/Up\",\"value\":true}]")
                            .status())
                    .isEqualTo(403);
            assertThat(agent.post("/jobs", "{\"Uuid\":\"j1\",\"Machine\":\"m1\"}")
                            .status())
                    .isEqualTo(201);
            rest.post("/jobs", "{\"Uuid\":\"j2\",\"Machine\":\"m2\"}");
            var events = session.drainEvents();
            assertThat(events.stream().map(Session::subject)).containsExactly("machines.update.m1", "jobs.create.j1");
            assertThat(events)
                    .allMatch(event -> event.get("Principal").stringValue().equals("runner:m1"));
        }
    }
}
