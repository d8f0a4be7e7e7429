package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.AuthzMode;
import carillon.core.access.Claim;
import carillon.core.access.Directory.Authentication;
import carillon.core.access.Principal;
import carillon.core.access.Rights;
import carillon.core.access.Role;
import carillon.core.access.Tenant;
import carillon.core.access.TokenRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody gets more than was given, whatever single claim they have. */
class DrpRightsTest {

    private DrpServer server;

    @BeforeEach
    void start(@TempDir Path data) {
        server = DrpServer.start(data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static final String TAKING_OVER = """
            token    | GET    | /users/root/token          |
            token    | GET    | /users/root/token?roles=r  |
            password | PUT    | /users/root/password       | {'Password':'mine'}
            update   | PUT    | /users/root                | {'Name':'root','Roles':['superuser'],'Password':'mine'}
            update   | PUT    | /users/root                | {'Name':'root','Roles':[]}
            update   | PATCH  | /users/root                | [{'op':'add','path':'/Password','value':'mine'}]
            update   | PUT    | /users/weak                | {'Name':'weak','Roles':['superuser']}
            delete   | DELETE | /users/root                |
            """;

    @Test
    @DisplayName("one claim on users is no way to the rights of a user who has more")
    void claimOnUsers() {
        server.addUser("weak", "pw");
        for (var row : rows(TAKING_OVER)) {
            server.addUserWith("clerk", new Claim("users", row.get(0), "*"));
            var answer = call(server.rest("clerk:pw"), row.subList(1, 4), "");
            assertThat(answer.status()).as("%s: %s", row, answer.body()).isEqualTo(403);
            assertThat(server.rest().get("/info").status())
                    .as("%s: the administrator is who they were", row)
                    .isEqualTo(200);
            assertThat(server.directory.user("root").orElseThrow().roles()).containsExactly("superuser");
            assertThat(server.directory.user("weak").orElseThrow().roles()).isEmpty();
        }
    }

    /** The cells of a table with quotes for double quotes. */
    private static List<List<String>> rows(String table) {
        return table.lines()
                .map(line -> Arrays.stream(line.replace('\'', '"').split("[|]", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    /** A method, a path and a body, about an object of this name. */
    private static Rest.Answer call(Rest rest, List<String> request, String name) {
        var body = request.get(2).replace("%s", name);
        return rest.call(request.get(0), request.get(1).replace("%s", name), body.isEmpty() ? null : body);
    }

    @Test
    @DisplayName(
            "a role that lets into SysAdm by its name is a right: only who has it may give it, make it or become its user")
    void doors(@TempDir Path data) {
        try (var doors = DrpServer.withDoors(data, Set.of("operator"))) {
            var everything = new Claim("users,roles,tenants", "*", "*");
            doors.addUserWith("clerk", everything);
            doors.addUser("weak", "pw");
            var clerk = doors.rest("clerk:pw");
            var role = "{\"Name\":\"operator\",\"Claims\":[]}";
            assertThat(clerk.post("/roles", role).status()).isEqualTo(403);
            assertThat(doors.rest().post("/roles", role).status()).isEqualTo(201);
            assertThat(clerk.put("/roles/operator", role).status()).isEqualTo(403);
            assertThat(clerk.delete("/roles/operator").status()).isEqualTo(403);
            var given = "\"Roles\":[\"operator\"]}";
            assertThat(clerk.put("/users/weak", "{\"Name\":\"weak\"," + given).status())
                    .isEqualTo(403);
            assertThat(clerk.put("/users/clerk", "{\"Name\":\"clerk\",\"Roles\":[\"clerk-role\",\"operator\"]}")
                            .status())
                    .isEqualTo(403);
            assertThat(clerk.post("/users", "{\"Name\":\"new\"," + given).status())
                    .isEqualTo(403);
            // A token can be limited to any role whose claims its user has; that gives nobody the role.
            var token = clerk.get("/users/clerk/token?roles=operator,clerk-role")
                    .json()
                    .get("Token")
                    .stringValue();
            assertThat(doors.rest()
                            .bearer(token)
                            .put("/users/weak", "{\"Name\":\"weak\"," + given)
                            .status())
                    .isEqualTo(403);
            doors.addUser("bob", "pw", "operator");
            assertThat(clerk.put("/users/bob/password", "{\"Password\":\"mine\"}")
                            .status())
                    .isEqualTo(403);
            assertThat(clerk.get("/users/bob/token").status()).isEqualTo(403);
            assertThat(clerk.put("/users/weak", "{\"Name\":\"weak\",\"Description\":\"d\"}")
                            .status())
                    .isEqualTo(200);
            // Who was given it may give it, as with every other right.
            doors.addUser("clerk", "pw", "clerk-role", "operator");
            assertThat(doors.rest("clerk:pw")
                            .put("/users/weak", "{\"Name\":\"weak\"," + given)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    @DisplayName("who has the rights of a user may change that user; a password takes its own claim as well")
    void lesserUsers() {
        server.addUser("weak", "pw");
        server.addUserWith("clerk", new Claim("users", "update,delete", "*"));
        var clerk = server.rest("clerk:pw");
        assertThat(clerk.put("/users/weak", "{\"Name\":\"weak\",\"Description\":\"d\"}")
                        .status())
                .isEqualTo(200);
        assertThat(clerk.put("/users/weak", "{\"Name\":\"weak\",\"Password\":\"mine\"}")
                        .status())
                .isEqualTo(403);
        assertThat(clerk.get("/users/weak/token").status()).isEqualTo(403);
        assertThat(clerk.delete("/users/weak").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("drp 8.1: an asterisk among other items stands for nothing, so a role with one contains no other")
    void asteriskAmongItems() {
        server.addUserWith("carl", new Claim("*", "list,get,*", "*"), new Claim("machines,*", "*", "*"));
        var limited =
                server.rest("carl:pw").get("/users/carl/token?roles=superuser").json();
        var carl = server.rest().bearer(limited.get("Token").stringValue());
        assertThat(carl.delete("/users/root").status()).isEqualTo(403);
        assertThat(server.rest("carl:pw")
                        .post(
                                "/roles",
                                "{\"Name\":\"all\",\"Claims\":[{\"scope\":\"*\",\"action\":\"*\",\"specific\":\"*\"}]}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("roles: neither changed nor removed by somebody with less")
    void roles() {
        server.addUserWith("clerk", new Claim("roles", "*", "*"));
        var clerk = server.rest("clerk:pw");
        assertThat(clerk.put("/roles/superuser", "{\"Name\":\"superuser\",\"Claims\":[]}")
                        .status())
                .isEqualTo(403);
        assertThat(clerk.delete("/roles/superuser").status()).isEqualTo(403);
        assertThat(clerk.post("/roles", "{\"Name\":\"none\",\"Claims\":[]}").status())
                .isEqualTo(201);
        assertThat(clerk.delete("/roles/none").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("tenants: members change none, and nobody frees a user who has more rights than they")
    void tenants() {
        server.addUser("big", "pw", "superuser");
        server.addUserWith("clerk", new Claim("tenants", "*", "*"));
        server.addTenant("t", Map.of("machines", Set.of("in")), "big");
        var fenced = server.rest("big:pw");
        for (var body : List.of(
                "{\"Name\":\"t\",\"Members\":{\"machines\":[\"in\"]},\"Users\":[]}",
                "{\"Name\":\"t\",\"Members\":{\"machines\":[\"in\",\"out\"]},\"Users\":[\"big\"]}")) {
            assertThat(fenced.put("/tenants/t", body).status()).isEqualTo(403);
            assertThat(server.rest("clerk:pw").put("/tenants/t", body).status()).isEqualTo(403);
        }
        assertThat(fenced.delete("/tenants/t").status()).isEqualTo(403);
        assertThat(server.rest("clerk:pw").delete("/tenants/t").status()).isEqualTo(403);
        assertThat(fenced.post("/tenants", "{\"Name\":\"u\",\"Members\":{\"machines\":[\"out\"]},\"Users\":[\"big\"]}")
                        .status())
                .isEqualTo(403);
        assertThat(server.directory.tenants())
                .containsExactly(new Tenant("t", Map.of("machines", Set.of("in")), Set.of("big")));
    }

    @Test
    @DisplayName("a tenant's member makes users inside the tenant only, and acts on none outside")
    void usersOfTenants() {
        server.addUser("big", "pw", "superuser");
        server.addUser("fellow", "pw", "superuser");
        server.addTenant("t", Map.of("machines", Set.of("in")), "big", "fellow", "next");
        var fenced = server.rest("big:pw");
        assertThat(fenced.post("/users", "{\"Name\":\"free\",\"Roles\":[\"superuser\"]}")
                        .status())
                .isEqualTo(403);
        assertThat(fenced.post("/users", "{\"Name\":\"next\",\"Roles\":[\"superuser\"]}")
                        .status())
                .isEqualTo(201);
        assertThat(fenced.get("/users/fellow/token").status()).isEqualTo(200);
        assertThat(fenced.get("/users/root/token").status()).isEqualTo(403);
        assertThat(fenced.put("/users/root/password", "{\"Password\":\"mine\"}").status())
                .isEqualTo(403);
        assertThat(fenced.put("/roles/superuser", "{\"Name\":\"superuser\",\"Claims\":[]}")
                        .status())
                .as("users outside have it as well")
                .isEqualTo(403);
    }

    @Test
    @DisplayName("a tenant's member gets no token for a machine outside, and a machine of theirs stays inside")
    void machinesOfTenants() {
        for (var machine : List.of("in", "out")) {
            assertThat(server.rest()
                            .post("/machines", "{\"Uuid\":\"" + machine + "\"}")
                            .status())
                    .isEqualTo(201);
        }
        server.rest().post("/profiles", "{\"Name\":\"hidden\"}");
        server.addUser("big", "pw", "superuser");
        server.addTenant("t", Map.of("machines", Set.of("in"), "profiles", Set.of()), "big");
        var fenced = server.rest("big:pw");
        assertThat(fenced.get("/machines/out/token").status()).isEqualTo(404);
        assertThat(fenced.get("/machines/none/token").status()).isEqualTo(404);
        var runner = server.rest()
                .bearer(fenced.get("/machines/in/token").json().get("Token").stringValue());
        assertThat(runner.get("/machines/in").status()).isEqualTo(200);
        assertThat(runner.get("/profiles/hidden").status()).isEqualTo(404);
        assertThat(runner.get("/profiles").json()).isEmpty();
    }

    @Test
    @DisplayName("a machine's token holds no more than the one who granted it, now and later")
    void runnerOfAWeakGrantor() {
        server.rest().post("/machines", "{\"Uuid\":\"m\"}");
        server.rest().post("/profiles", "{\"Name\":\"p\"}");
        server.addUserWith("weak", new Claim("machines", "get,token", "m"));
        var token = server.rest("weak:pw")
                .get("/machines/m/token")
                .json()
                .get("Token")
                .stringValue();
        var runner = server.rest().bearer(token);
        assertThat(runner.get("/machines/m").status()).isEqualTo(200);
        assertThat(runner.get("/profiles/p").status()).isEqualTo(404);
        assertThat(runner.patch("/machines/m", "[{\"op\":\"add\",\"path\":\"/A\",\"value\":1}]")
                        .status())
                .isEqualTo(403);
        server.directory.put(new Role("weak-role", List.of(new Claim("machines", "token", "m"))));
        assertThat(runner.get("/machines/m").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("track=true: a machine changes and removes only what it could by PUT and DELETE")
    void tracking() {
        var rest = server.rest();
        for (var machine : List.of("a", "b")) {
            rest.post("/machines", "{\"Uuid\":\"" + machine + "\"}");
        }
        rest.post("/jobs", "{\"Uuid\":\"of-b\",\"Machine\":\"b\",\"State\":\"running\"}");
        rest.post("/jobs", "{\"Uuid\":\"of-a\",\"Machine\":\"a\",\"State\":\"running\"}");
        var runner =
                rest.bearer(rest.get("/machines/a/token").json().get("Token").stringValue());
        assertThat(tracked(runner, "update", "of-b", "{\"Uuid\":\"of-b\",\"Machine\":\"a\"}"))
                .isEqualTo(403);
        assertThat(tracked(runner, "delete", "of-a", "{\"Uuid\":\"of-a\",\"Machine\":\"a\"}"))
                .isEqualTo(403);
        assertThat(tracked(runner, "update", "of-a", "{\"Uuid\":\"of-a\",\"Machine\":\"b\"}"))
                .as("as it would be")
                .isEqualTo(403);
        assertThat(runner.put("/jobs/of-a", "{\"Uuid\":\"of-a\",\"Machine\":\"b\"}")
                        .status())
                .as("as it would be")
                .isEqualTo(403);
        assertThat(runner.patch("/jobs/of-a", "[{\"op\":\"replace\",\"path\":\"/Machine\",\"value\":\"b\"}]")
                        .status())
                .as("as it would be")
                .isEqualTo(403);
        assertThat(tracked(runner, "create", "new", "{\"Uuid\":\"new\",\"Machine\":\"b\"}"))
                .isEqualTo(403);
        assertThat(tracked(runner, "create", "new", "{\"Uuid\":\"new\",\"Machine\":\"a\"}"))
                .isEqualTo(204);
        assertThat(tracked(runner, "update", "of-a", "{\"Uuid\":\"of-a\",\"Machine\":\"a\"}"))
                .isEqualTo(204);
        assertThat(rest.get("/jobs/of-b").json().get("State").stringValue()).isEqualTo("running");
    }

    private static int tracked(Rest rest, String action, String key, String object) {
        return rest.post(
                        "/events?track=true",
                        "{\"Type\":\"jobs\",\"Action\":\"" + action + "\",\"Key\":\"" + key + "\",\"Object\":" + object
                                + "}")
                .status();
    }

    @Test
    @DisplayName("a token that is limited to roles sets no password; a full one does")
    void ownPassword() {
        server.addUserWith("ines", new Claim("machines", "get", "*"), new Claim("events", "post", "*"));
        server.directory.put(new Role("less", List.of(new Claim("machines", "get", "*"))));
        var token = server.rest("ines:pw")
                .get("/users/ines/token?roles=less")
                .json()
                .get("Token")
                .stringValue();
        var limited = server.rest().bearer(token);
        assertThat(limited.put("/users/ines/password", "{\"Password\":\"free\"}")
                        .status())
                .isEqualTo(403);
        assertThat(server.rest("ines:free").get("/info").status()).isEqualTo(403);
        assertThat(server.rest()
                        .bearer(server.token("ines", Duration.ofMinutes(1)))
                        .put("/users/ines/password", "{\"Password\":\"next\"}")
                        .status())
                .isEqualTo(200);
        assertThat(server.rest("ines:next").get("/info").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("a parameter stays secure unless all its values may be read anyway")
    void secureDefinition() {
        server.rest().post("/params", "{\"Name\":\"pin\",\"Secure\":true}");
        server.addUserWith("clerk", new Claim("params", "*", "*"));
        var clerk = server.rest("clerk:pw");
        assertThat(clerk.put("/params/pin", "{\"Name\":\"pin\",\"Secure\":false}")
                        .status())
                .isEqualTo(403);
        assertThat(clerk.patch("/params/pin", "[{\"op\":\"remove\",\"path\":\"/Secure\"}]")
                        .status())
                .isEqualTo(403);
        assertThat(clerk.delete("/params/pin").status()).isEqualTo(403);
        assertThat(clerk.put("/params/pin", "{\"Name\":\"pin\",\"Secure\":true,\"Description\":\"d\"}")
                        .status())
                .isEqualTo(200);
    }

    private static final String NAMING = """
            GET    | /users/%s/token          |
            PUT    | /users/%s/password       | {'Password':'x'}
            PUT    | /users/%s                | {'Name':'%s'}
            PATCH  | /users/%s                | [{'op':'add','path':'/A','value':1}]
            DELETE | /users/%s                |
            GET    | /machines/%s/token       |
            PUT    | /machines/%s             | {'Uuid':'%s'}
            DELETE | /machines/%s             |
            PATCH  | /machines/%s             | [{'op':'add','path':'/A','value':1}]
            POST   | /machines/%s/params      | {}
            PATCH  | /machines/%s/params      | []
            POST   | /machines/%s/params/p    | 1
            DELETE | /machines/%s/params/p    |
            GET    | /machines/%s             |
            GET    | /machines/%s/params      |
            GET    | /machines/%s/connections |
            """;

    @Test
    @DisplayName("without the claim, and behind a fence, the answer is the same whether something exists or not")
    void namesAreNotTold() {
        server.rest().post("/machines", "{\"Uuid\":\"root\"}");
        server.addUser("weak", "pw");
        server.addUser("fenced", "pw", "superuser");
        server.addTenant("t", Map.of("machines", Set.of(), "users", Set.of()), "fenced");
        for (var row : rows(NAMING)) {
            for (var user : List.of("weak:pw", "fenced:pw")) {
                var there = call(server.rest(user), row, "root");
                var missing = call(server.rest(user), row, "nope");
                assertThat(there.status())
                        .as("%s as %s: %s", row, user, there.body())
                        .isEqualTo(missing.status());
                assertThat(there.status()).as("%s as %s", row, user).isIn(200, 403, 404);
                assertThat(there.body()).isEqualTo(missing.body().replace("nope", "root"));
            }
        }
    }

    @Test
    @DisplayName(
            "drp 11.2: connections of machines outside the tenant are as if they were not there; a stronger user's stay open")
    void connections() throws Exception {
        server.addUser("fenced", "pw", "superuser");
        server.addTenant("t", Map.of("machines", Set.of("in"), "users", Set.of("fenced")), "fenced");
        server.addUserWith("clerk", new Claim("connections", "*", "*"));
        try (var session = server.session()) {
            var address = server.rest()
                    .get("/connections?Type=websocket")
                    .json()
                    .get(0)
                    .get("RemoteAddr")
                    .stringValue();
            assertThat(server.rest("fenced:pw")
                            .get("/connections")
                            .json()
                            .valueStream()
                            .map(one -> one.get("Principal").stringValue()))
                    .containsOnly("user:fenced");
            assertThat(server.rest("fenced:pw").get("/connections/" + address).status())
                    .isEqualTo(404);
            assertThat(server.rest("fenced:pw")
                            .delete("/connections/" + address)
                            .status())
                    .isEqualTo(404);
            assertThat(server.rest("clerk:pw").delete("/connections/" + address).status())
                    .isEqualTo(403);
            assertThat(server.rest().delete("/connections/" + address).status()).isEqualTo(200);
            assertThat(session.closeCode()).isEqualTo(1008);
        }
    }

    @Test
    @DisplayName("drp 12: the numbers of objects are told to those who see all of them")
    void numbers() {
        server.rest().post("/machines", "{\"Uuid\":\"m\"}");
        server.addUser("fenced", "pw", "superuser");
        server.addTenant("t", Map.of("machines", Set.of()), "fenced");
        assertThat(server.rest().get("/info").json().get("stats").toString()).contains("machines.count");
        assertThat(server.rest("fenced:pw").get("/info").json().get("stats").toString())
                .doesNotContain("machines.count");
    }

    @Test
    @DisplayName("no new account or object has a name that claims would read as a pattern, by any way to make one")
    void namesThatAreNoPatterns() {
        server.rest().post("/machines", "{\"Uuid\":\"other\"}");
        server.addUserWith("mia", new Claim("users", "create", "*"));
        for (var name : List.of("*", "a,b", " *", "a ", "\\u0001", "")) {
            for (var type : List.of("users", "roles", "tenants", "profiles")) {
                assertThat(server.rest()
                                .post("/" + type, "{\"Name\":\"" + name + "\"}")
                                .status())
                        .as("%s '%s'", type, name)
                        .isEqualTo(422);
            }
            if (!name.isEmpty()) {
                assertThat(server.rest()
                                .post("/machines", "{\"Uuid\":\"" + name + "\"}")
                                .status())
                        .isEqualTo(422);
                assertThat(server.rest()
                                .post("/prefs", "{\"" + name + "\":\"\"}")
                                .status())
                        .isEqualTo(422);
                var event = "{\"Type\":\"machines\",\"Action\":\"create\",\"Key\":\"" + name + "\",\"Object\":{}}";
                assertThat(server.rest().post("/events?track=true", event).status())
                        .isEqualTo(422);
            }
        }
        assertThat(server.rest("mia:pw")
                        .post("/users", "{\"Name\":\"*\",\"Password\":\"star-star\"}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    @DisplayName("the token of a machine that an older version stored under a pattern is good for no other machine")
    void machineWithThePatternAsItsKey() {
        server.rest().post("/machines", "{\"Uuid\":\"other\"}");
        var written = new TokenRequest(
                Principal.RUNNER + "*", "root", Duration.ofHours(1), null, List.of(new Claim("machines", "get", "*")));
        var principal = (Authentication.Accepted)
                server.directory.token(server.directory.issue(written).orElseThrow());
        assertThat(Rights.of(principal.principal(), AuthzMode.STRICT).contains("machines", "get", "other"))
                .isFalse();
    }

    @Test
    @DisplayName("preferences outside a tenant are neither shown to its members nor set by them")
    void preferencesOfTenants() {
        server.rest().post("/prefs", "{\"other\":\"secret\",\"mine\":\"1\"}");
        server.addUserWith("pia", new Claim("preferences", "*", "*"));
        server.addTenant("t", Map.of("preferences", Set.of("mine")), "pia");
        var pia = server.rest("pia:pw");
        assertThat(pia.get("/prefs").body()).isEqualTo("{\"mine\":\"1\"}");
        assertThat(pia.post("/prefs", "{\"mine\":\"2\",\"other\":\"taken\"}").status())
                .isEqualTo(403);
        assertThat(pia.post("/prefs", "{\"new\":\"2\"}").status()).isEqualTo(403);
        assertThat(pia.post("/prefs", "{\"mine\":\"2\"}").body()).isEqualTo("{\"mine\":\"2\"}");
        assertThat(server.rest().get("/prefs").body()).isEqualTo("{\"mine\":\"2\",\"other\":\"secret\"}");
    }

    private static final String WRITING = """
            PATCH  | /machines/m/params        | []
            PATCH  | /machines/m/params        | [{'op':'test','path':'/hidden','value':'secret'}]
            PATCH  | /machines/m/params        | [{'op':'test','path':'/hidden','value':'wrong'}]
            PATCH  | /machines/m/params        | [{'op':'add','path':'/mine','value':2}]
            POST   | /machines/m/params/mine   | 3
            DELETE | /machines/m/params/hidden |
            PATCH  | /machines/m               | [{'op':'test','path':'/Params/hidden','value':'secret'}]
            PATCH  | /machines/m               | [{'op':'add','path':'/A','value':1}]
            DELETE | /machines/m               |
            """;

    @Test
    @DisplayName("whoever may change an object and not read it is told nothing of it by the answer to a change")
    void writersWhoMayNotRead() {
        server.addUserWith(
                "writer", new Claim("machines", "update,delete,actions", "*"), new Claim("users", "password", "*"));
        var writer = server.rest("writer:pw");
        for (var row : rows(WRITING)) {
            server.rest().delete("/machines/m");
            server.rest().post("/machines", "{\"Uuid\":\"m\",\"Params\":{\"hidden\":\"secret\",\"mine\":1}}");
            var answer = call(writer, row, "");
            boolean compares = row.get(2).contains("test");
            assertThat(answer.status()).as("%s: %s", row, answer.body()).isEqualTo(compares ? 403 : 200);
            assertThat(answer.body()).as("%s", row).doesNotContain("secret").doesNotContain("hidden");
        }
        server.addUser("weak", "pw");
        assertThat(writer.put("/users/weak/password", "{\"Password\":\"another\"}")
                        .body())
                .isEqualTo("{}");
    }

    @Test
    @DisplayName("a patch that moves a member needs the claim on both places")
    void moves() {
        server.rest().post("/machines", "{\"Uuid\":\"m\",\"Stage\":\"s\",\"Params\":{}}");
        server.addUserWith("mover", new Claim("machines", "get,update:/Params", "*"));
        assertThat(server.rest("mover:pw")
                        .patch("/machines/m", "[{\"op\":\"move\",\"from\":\"/Stage\",\"path\":\"/Params/mine\"}]")
                        .status())
                .isEqualTo(403);
        assertThat(server.rest().get("/machines/m").json().path("Stage").asString(""))
                .isEqualTo("s");
    }
}
