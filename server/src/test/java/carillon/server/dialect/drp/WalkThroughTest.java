package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stock clients do, call by call. */
class WalkThroughTest {

    private DrpServer server;

    @BeforeEach
    void start(@TempDir Path data) {
        server = DrpServer.start(data);
        server.dialect.addDemoObjects();
        server.dialect.addDemoObjects();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    @DisplayName("the vendor's page: a parameter of the profile global is set and removed")
    void vendorsPage() {
        var rest = server.rest();
        try (var session = server.session().register("profiles.*.*")) {
            assertThat(rest.get("/params/bar").status()).isEqualTo(404);
            var set = rest.post("/profiles/global/params/bar", "\"foo\"");
            assertThat(set.status()).isEqualTo(200);
            assertThat(set.body()).isEqualTo("\"foo\"");
            var removed = rest.delete("/profiles/global/params/bar");
            assertThat(removed.status()).isEqualTo(200);
            var first = session.next();
            var second = session.next();
            assertThat(Session.subject(first)).isEqualTo("profiles.save.global");
            assertThat(Session.subject(second)).isEqualTo("profiles.save.global");
            assertThat(first.get("Object").get("Params").toString()).isEqualTo("{\"bar\":\"foo\"}");
            assertThat(first.get("Original").get("Params").toString()).isEqualTo("{}");
            assertThat(second.get("Object").get("Params").toString()).isEqualTo("{}");
            assertThat(second.get("Original").get("Params").toString()).isEqualTo("{\"bar\":\"foo\"}");
        }
    }

    @Test
    @DisplayName("drp 3.1: the calls of a client that caches its token, and of one that refreshes it")
    void tokenCalls() {
        var first = server.rest().get("/users/root/token");
        var token = first.json().get("Token").stringValue();
        var bearer = server.rest().bearer(token);
        var cached = bearer.get("/users/root/token?ttl=7200");
        assertThat(cached.status()).isEqualTo(200);
        var again = server.rest().bearer(cached.json().get("Token").stringValue());
        assertThat(again.get("/info").status()).isEqualTo(200);
        assertThat(again.get("/users/root/token?ttl=600").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("drp 14: events watch prints the answer first, then what is posted")
    void eventsWatch() {
        var token = server.rest().get("/users/root/token").json().get("Token").stringValue();
        try (var watch = server.open(server.url("ws") + "/api/v3/ws?token=" + token)) {
            watch.send("register *.*.*");
            assertThat(watch.subject()).isEqualTo("websocket.register.*.*.*");
            var posted = server.rest().bearer(token).post("/events", """
                    {"Time":"0001-01-01T00:00:00Z","Type":"a","Action":"b","Key":"c","Principal":"","Object":null,
                     "Original":null}""");
            assertThat(posted.status()).isEqualTo(204);
            assertThat(watch.drain()).contains("a.b.c");
        }
    }

    @Test
    @DisplayName("drp 14: wait registers update and save, counts answers, reads after each event, and closes 1000")
    void waitForState() {
        var rest = server.rest();
        rest.post("/machines", "{\"Uuid\":\"m1\",\"Stage\":\"none\"}");
        assertThat(rest.get("/machines/m1").status()).isEqualTo(200);
        try (var session = server.session()) {
            session.send("register machines.update.m1").send("register machines.save.m1");
            assertThat(session.answer()).isEqualTo("register machines.update.m1");
            assertThat(session.answer()).isEqualTo("register machines.save.m1");
            rest.patch("/machines/m1", "[{\"op\":\"replace\",\"path\":\"/Stage\",\"value\":\"done\"}]");
            assertThat(session.subject()).isEqualTo("machines.update.m1");
            assertThat(rest.get("/machines/m1").json().get("Stage").stringValue())
                    .isEqualTo("done");
            session.send("deregister machines.update.m1").send("deregister machines.save.m1");
            assertThat(session.answer()).isEqualTo("deregister machines.update.m1");
            assertThat(session.answer()).isEqualTo("deregister machines.save.m1");
            session.socket().sendClose(1000, "").join();
            assertThat(session.closeCode()).isEqualTo(1000);
        }
    }

    @Test
    @DisplayName("drp 17: an agent's token is its machine's, and shows it its own jobs")
    void agent() {
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
