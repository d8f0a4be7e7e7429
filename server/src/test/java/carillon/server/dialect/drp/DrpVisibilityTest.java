package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Claim;
import carillon.core.access.Role;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrpVisibilityTest {

    private DrpServer server;

    @BeforeAll
    void start(@TempDir Path data) {
        server = DrpServer.start(data);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static List<String> seen(Session session, String prefix) {
        return session.drain().stream()
                .filter(subject -> subject.startsWith(prefix))
                .toList();
    }

    @Test
    @DisplayName("drp 71: a superuser sees all; sessions with different rights see different parts")
    void item71_differentRights() {
        server.addUserWith("m71", new Claim("machines", "get", "*"));
        server.addUserWith("p71", new Claim("profiles", "get", "*"));
        try (var root = server.session().register("*.do71.*");
                var machines = server.session("m71:pw").register("*.do71.*");
                var profiles = server.session("p71:pw").register("*.do71.*")) {
            for (var type : List.of("machines", "profiles", "users", "log", "custom")) {
                server.publish(type, "do71", "k");
            }
            assertThat(root.drain()).hasSize(5);
            assertThat(machines.drain()).containsExactly("machines.do71.k", "custom.do71.k");
            assertThat(profiles.drain()).containsExactly("profiles.do71.k", "custom.do71.k");
        }
    }

    @Test
    @DisplayName("drp 72: get on m1 shows create, update, save and delete of m1 and nothing of m2")
    void item72_getOnOneKey() {
        server.addUserWith("u72", new Claim("machines", "get", "m1"));
        try (var session = server.session("u72:pw").register("machines.*.*")) {
            for (var action : List.of("create", "update", "save", "delete")) {
                server.publish("machines", action, "m1");
                server.publish("machines", action, "m2");
            }
            assertThat(session.drain())
                    .containsExactly(
                            "machines.create.m1", "machines.update.m1", "machines.save.m1", "machines.delete.m1");
        }
    }

    @Test
    @DisplayName("drp 73: without any claim on machines no machines event is seen, not even save")
    void item73_noClaim() {
        server.addUserWith("u73", new Claim("profiles", "*", "*"));
        try (var session = server.session("u73:pw").register("machines.*.*")) {
            server.publish("machines", "save", "m1");
            server.publish("machines", "update", "m1");
            assertThat(session.drain()).isEmpty();
        }
    }

    @Test
    @DisplayName("drp 74: a tenant hides what it does not list although the role allows all")
    void item74_tenant() {
        server.addUser("u74", "pw", Role.SUPERUSER.name());
        server.addTenant("t74", Map.of("machines", Set.of("m1")), "u74");
        try (var session = server.session("u74:pw").register("*.do74.*")) {
            server.publish("machines", "do74", "m1");
            server.publish("machines", "do74", "m2");
            server.publish("profiles", "do74", "m2");
            server.publish("jobs", "do74", "j1", "{\"Machine\":\"m1\"}", "null");
            server.publish("jobs", "do74", "j2", "{\"Machine\":\"m2\"}", "null");
            assertThat(session.drain()).containsExactly("machines.do74.m1", "profiles.do74.m2", "jobs.do74.j1");
        }
    }

    @Test
    @DisplayName("drp 75: custom types are open to all; log and connections need a claim")
    void item75_customTypes() {
        server.addUser("u75", "pw");
        server.addUserWith("l75", new Claim("log", "get", "*"), new Claim("connections", "list", "*"));
        try (var plain = server.session("u75:pw").register("*.do75.*");
                var reader = server.session("l75:pw").register("*.do75.*")) {
            for (var type : List.of("weather", "static", "log", "connections")) {
                server.publish(type, "do75", "k");
            }
            assertThat(plain.drain()).containsExactly("weather.do75.k", "static.do75.k");
            assertThat(reader.drain()).hasSize(4);
        }
    }

    @Test
    @DisplayName("drp 76: upstream shows save but not update to get,list, and m1's updates to a claim on them")
    void item76_upstream(@TempDir Path data) {
        try (var upstream = DrpServer.upstream(data)) {
            upstream.addUserWith("reader", new Claim("machines", "get,list", "*"));
            upstream.addUserWith("updater", new Claim("machines", "update", "m1"));
            try (var reader = upstream.session("reader:pw").register("machines.*.*");
                    var updater = upstream.session("updater:pw").register("machines.update.*")) {
                upstream.publish("machines", "save", "m1");
                upstream.publish("machines", "update", "m1");
                upstream.publish("machines", "update", "m2");
                assertThat(reader.drain()).containsExactly("machines.save.m1");
                assertThat(updater.drain()).containsExactly("machines.update.m1");
            }
        }
    }

    @Test
    @DisplayName("drp 77: no event holds a password hash or a secret, however it came in")
    void item77_secrets() {
        try (var session = server.session().register("users.*.*", "machines.*.*", "custom77.*.*")) {
            var rest = server.rest();
            rest.post(
                    "/users", "{\"Name\":\"u77\",\"Password\":\"hush\",\"PasswordHash\":\"hush\",\"Secret\":\"hush\"}");
            rest.post(
                    "/machines",
                    "{\"Uuid\":\"m77\",\"Name\":\"n\",\"Secret\":\"hush\",\"Nested\":[{\"Secret\":\"hush\"}]}");
            rest.patch("/machines/m77", "[{\"op\":\"add\",\"path\":\"/Note\",\"value\":\"kept\"}]");
            rest.post(
                    "/events",
                    "{\"Type\":\"custom77\",\"Object\":{\"\\u0053ecret\":\"hush\",\"a\":1},"
                            + "\"Original\":{\"PasswordHash\":\"hush\"}}");
            server.publish(Event.about("custom77", "direct", "k")
                    .object(Json.parse("{\"Token\":\"hush\",\"b\":2}"))
                    .build());
            var events = session.drainEvents();
            assertThat(events).hasSize(5);
            assertThat(events.toString())
                    .doesNotContain("hush")
                    .doesNotContain("Secret")
                    .doesNotContain("Password")
                    .contains("kept");
            assertThat(rest.get("/machines/m77").body()).doesNotContain("hush");
            assertThat(rest.get("/users").body()).doesNotContain("hush").doesNotContain("pbkdf2");
        }
    }

    @Test
    @DisplayName("drp 77: nor where a later member of the same name hides it from a parser")
    void item77_twice() {
        try (var session = server.session().register("twice77.*.*")) {
            var object = "{\"a\":{\"Secret\":\"hush\"},\"a\":1.50}";
            server.rest().post("/events", "{\"Type\":\"twice77\",\"Object\":" + object + "}");
            assertThat(session.nextText()).doesNotContain("hush").contains("\"a\":1.5");
        }
    }

    @Test
    @DisplayName("drp 78: role changes after the upgrade do not alter an open session")
    void item78_rolesAreFixed() {
        server.addUserWith("u78", new Claim("machines", "get", "*"));
        try (var session = server.session("u78:pw").register("machines.do78.*")) {
            server.directory.put(new Role("u78-role", List.of()));
            server.publish("machines", "do78", "m1");
            assertThat(session.drain()).containsExactly("machines.do78.m1");
        }
        try (var session = server.session("u78:pw").register("machines.do78.*")) {
            server.publish("machines", "do78", "m1");
            assertThat(session.drain()).isEmpty();
        }
    }

    @Test
    @DisplayName("an event with an owner reaches that user and superusers only")
    void owners() {
        server.addUser("own1", "pw");
        server.addUser("own2", "pw");
        try (var root = server.session().register("mail.*.*");
                var addressee = server.session("own1:pw").register("mail.*.*");
                var other = server.session("own2:pw").register("mail.*.*")) {
            server.publish(Event.about("mail", "sent", "k").owner("own1").build());
            assertThat(seen(root, "mail")).hasSize(1);
            assertThat(seen(addressee, "mail")).hasSize(1);
            assertThat(seen(other, "mail")).isEmpty();
        }
    }
}
