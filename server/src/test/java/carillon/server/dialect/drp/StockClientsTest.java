package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.Claim;
import carillon.sdk.event.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What stock clients send to the REST interface beside events, and what they make of the answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockClientsTest {

    private DrpServer server;
    private Rest rest;

    @BeforeAll
    void start(@TempDir Path data) {
        server = DrpServer.start(data);
        rest = server.rest();
        rest.post("/params", "{\"Name\":\"rack\"}");
        rest.post("/params", "{\"Name\":\"never-set\"}");
        for (int i = 1; i <= 4; i++) {
            var machine = Json.mapper().createObjectNode().put("Uuid", "f" + i).put("Name", "node-" + i);
            machine.put("CurrentTask", i * 5).putObject("Meta").put("color", i % 2 == 0 ? "red" : "blue");
            if (i != 4) {
                machine.putObject("Params")
                        .put("rack", "r" + i)
                        .putObject("net")
                        .put("vlan", i);
            }
            assertThat(rest.post("/clusters", machine.toString()).status()).isEqualTo(201);
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void anEmptyKeyMemberMeansMakeOne() {
        for (var type : List.of("machines", "jobs", "work_orders", "clusters", "resource_brokers")) {
            for (var given : List.of("\"\"", "null")) {
                var made = rest.post("/" + type, "{\"Uuid\":" + given + ",\"Name\":\"e1\",\"Key\":\"\"}");
                assertThat(made.status()).as(made.body()).isEqualTo(201);
                var uuid = made.json().get("Uuid").stringValue();
                assertThat(uuid).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
                var found = rest.get("/" + type + "/" + uuid);
                assertThat(found.json()).isEqualTo(made.json());
                assertThat(rest.delete("/" + type + "/" + uuid).status()).isEqualTo(200);
            }
        }
        var nameless = rest.post("/profiles", "{\"Name\":\"\"}");
        assertThat(nameless.status()).isEqualTo(422);
        assertThat(nameless.json().get("Messages").get(0).stringValue()).contains("Name");
    }

    @ParameterizedTest
    @CsvSource({
        "pools, Id, p1, p1",
        "endpoints, Id, e1, e1",
        "version_sets, Id, v1, v1",
        "catalog_items, Id, c1, c1",
        "templates, ID, t1.tmpl, t1.tmpl",
        "leases, Addr, 192.0.2.17, C0000211",
        "reservations, Addr, 192.0.2.18, C0000212"
    })
    void objectsAreKeyedAsTheClientKeysThem(String type, String member, String value, String key) {
        var made = rest.post("/" + type, "{\"" + member + "\":\"" + value + "\",\"Description\":\"d\"}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(rest.get("/" + type + "/" + key).json()).isEqualTo(made.json());
        assertThat(rest.get("/" + type + "/" + value).json()).isEqualTo(made.json());
        var changed = rest.patch(
                "/" + type + "/" + value, "[{\"op\":\"replace\",\"path\":\"/Description\",\"value\":\"x\"}]");
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(rest.delete("/" + type + "/" + key).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Name=node-1 | 1",
                "Name=Eq(node-1) | 1",
                "Name=Ne(node-1) | 234",
                "Name=Re(node-[12]$) | 12",
                "Name=Re(^de) |",
                "Name=In(node-1,node-3,x) | 13",
                "Name=Nin(node-1, node-3) | 24",
                "CurrentTask=Lt(10) | 1",
                "CurrentTask=Lte(10) | 12",
                "CurrentTask=Gt(10) | 34",
                "CurrentTask=Gte(10) | 234",
                "CurrentTask=Between(10,15) | 23",
                "CurrentTask=Except(10,15) | 14",
                "CurrentTask=In(5,10.0) | 12",
                "Meta.color=Eq(red) | 24",
                "Meta.color=red&CurrentTask=Gt(10) | 4",
                "rack=r2 | 2",
                "rack=Re(r) | 123",
                "Params.rack=In(r1,r2) | 12",
                "Params.net.vlan=Gte(2) | 23",
                "rack=Ne(r1) | 234",
                "never-set=Eq(x) |",
                "Workflow=Eq(x) |"
            })
    void listsKnowTheFunctionsOfTheClientsHelp(String query, String wanted) {
        var found = rest.get("/clusters?"
                + query.replace("^", "%5E")
                        .replace("[", "%5B")
                        .replace("]", "%5D")
                        .replace(" ", "%20"));
        assertThat(found.status()).as(found.body()).isEqualTo(200);
        var numbers = found.json()
                .valueStream()
                .map(cluster -> cluster.get("Uuid").stringValue().substring(1))
                .collect(Collectors.joining());
        assertThat(numbers).isEqualTo(wanted == null ? "" : wanted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Name=Like(x) | Like(x)",
                "Name=Range(a,b) | Between",
                "Name=Between(a) | lower and an upper",
                "Name=Re(() | regular expression",
                "Colour=red | Colour"
            })
    void listsRefuseWhatTheyDoNotKnow(String query, String reason) {
        var refused = rest.get("/clusters?" + query);
        assertThat(refused.status()).isEqualTo(406);
        assertThat(refused.json().get("Messages").get(0).stringValue()).contains(reason);
    }

    @Test
    void listsAreCounted() {
        for (var method : List.of("GET", "HEAD")) {
            var counted = rest.call(method, "/clusters?Meta.color=red&limit=1", null);
            assertThat(counted.status()).isEqualTo(200);
            assertThat(counted.header("X-DRP-LIST-TOTAL-COUNT")).isEqualTo("4");
            assertThat(counted.header("X-DRP-LIST-FILTER-COUNT")).isEqualTo("2");
            assertThat(counted.header("X-DRP-LIST-COUNT")).isEqualTo("1");
            assertThat(counted.header("Content-Type")).startsWith("application/json");
            assertThat(counted.body().isEmpty()).isEqualTo(method.equals("HEAD"));
        }
        for (var type : List.of("users", "roles", "tenants", "connections", "never_made")) {
            assertThat(rest.call("HEAD", "/" + type, null).header("X-DRP-LIST-FILTER-COUNT"))
                    .matches("[0-9]+");
        }
    }

    @Test
    void aChangeThatChangesNothingPublishesNothing() {
        rest.post("/profiles", "{\"Name\":\"still\",\"N\":1,\"Params\":{\"a\":1}}");
        var before = rest.get("/profiles/still");
        try (var session = server.session().register("profiles.*.still")) {
            for (var same : List.of(
                    rest.patch("/profiles/still", "[]"),
                    rest.patch("/profiles/still", "[{\"op\":\"replace\",\"path\":\"/N\",\"value\":1}]"),
                    rest.patch("/profiles/still", "[{\"op\":\"replace\",\"path\":\"/Available\",\"value\":false}]"),
                    rest.put("/profiles/still", before.body()))) {
                assertThat(same.status()).as(same.body()).isEqualTo(200);
                assertThat(same.json()).isEqualTo(before.json());
                assertThat(same.header("etag")).isEqualTo(before.header("etag"));
            }
            assertThat(rest.post("/profiles/still/params/a", "1").status()).isEqualTo(200);
            assertThat(rest.patch("/profiles/still/params", "[]").status()).isEqualTo(200);
            rest.patch("/profiles/still", "[{\"op\":\"replace\",\"path\":\"/N\",\"value\":2}]");
            assertThat(session.drainEvents()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "users | \"Roles\":[]",
                "roles | \"Claims\":[{\"scope\":\"a\",\"action\":\"b\",\"specific\":\"c\"}]",
                "tenants | \"Members\":{\"machines\":[\"m\"]},\"Users\":[]"
            })
    void accountsKeepEveryMember(String type, String own, @TempDir Path data) {
        var sent = "{\"Name\":\"kept\"," + own
                + ",\"Description\":\"d\",\"Documentation\":\"long\",\"Meta\":{\"icon\":\"x\","
                + "\"Secret\":\"s3\"},\"Extra\":[1.5,{\"Token\":\"t\"}],\"PasswordHash\":\"h\",\"Available\":false}";
        Rest.Answer changed;
        try (var first = DrpServer.start(data);
                var session = first.session().register(type + ".*.kept")) {
            var made = first.rest().post("/" + type, sent);
            assertThat(made.status()).as(made.body()).isEqualTo(201);
            assertKept(made.json());
            assertKept(session.next().get("Object"));
            changed = first.rest()
                    .patch(
                            "/" + type + "/kept",
                            "[{\"op\":\"test\",\"path\":\"/Description\",\"value\":\"d\"},"
                                    + "{\"op\":\"replace\",\"path\":\"/Description\",\"value\":\"e\"},"
                                    + "{\"op\":\"add\",\"path\":\"/Meta/color\",\"value\":\"red\"}]");
            assertThat(changed.status()).as(changed.body()).isEqualTo(200);
            var event = session.next();
            assertKept(event.get("Original"));
            assertThat(event.get("Object")).isEqualTo(changed.json());
            first.rest().put("/" + type + "/kept", changed.body());
            assertThat(session.drain()).isEmpty();
            var plain = first.rest().post("/" + type, "{\"Name\":\"plain\"}").json();
            assertThat(plain.propertyNames()).contains("Description", "Documentation", "Meta", "Errors", "ReadOnly");
            var large = first.rest().post("/" + type, "{\"Name\":\"large\",\"X\":\"" + "x".repeat(65_536) + "\"}");
            assertThat(large.status()).isEqualTo(422);
        }
        try (var second = DrpServer.start(data)) {
            var after = second.rest().get("/" + type + "/kept");
            assertThat(after.json()).isEqualTo(changed.json());
            assertThat(after.json().get("Description").stringValue()).isEqualTo("e");
            assertThat(after.json().get("Meta").get("color").stringValue()).isEqualTo("red");
        }
    }

    private static void assertKept(JsonNode account) {
        assertThat(account.get("Description").stringValue()).isEqualTo("d");
        assertThat(account.get("Documentation").stringValue()).isEqualTo("long");
        assertThat(account.get("Meta").toString()).isEqualTo("{\"icon\":\"x\"}");
        assertThat(account.get("Extra").toString()).isEqualTo("[1.5,{}]");
        assertThat(account.has("PasswordHash")).isFalse();
        assertThat(account.get("Available").booleanValue()).isTrue();
    }

    @Test
    void aLargeObjectCanBeChanged() {
        var text = "x".repeat(600_000);
        try (var session = server.session().register("machines.*.large", "machines.*.large.Stage=Changed(,\"two\")")) {
            var made = rest.post(
                    "/machines",
                    "{\"Uuid\":\"large\",\"Stage\":\"one\",\"Params\":{\"text\":\"" + text + "\"},\"N\":1}");
            assertThat(made.status()).isEqualTo(201);
            var changed = rest.patch("/machines/large", "[{\"op\":\"replace\",\"path\":\"/Stage\",\"value\":\"two\"}]");
            assertThat(changed.status()).as(changed.body()).isEqualTo(200);
            assertThat(rest.post("/machines/large/params/more", "1").status()).isEqualTo(200);
            assertThat(rest.post(
                                    "/events?track=true",
                                    "{\"Type\":\"machines\",\"Action\":\"update\",\"Key\":\"large\",\"Object\":"
                                            + rest.get("/machines/large").body() + "}")
                            .status())
                    .isEqualTo(204);
            assertThat(rest.delete("/machines/large").status()).isEqualTo(200);
            var events = session.drainEvents();
            assertThat(events.stream().map(Session::subject))
                    .containsExactly(
                            "machines.create.large",
                            "machines.update.large",
                            "machines.save.large",
                            "machines.update.large",
                            "machines.delete.large");
            for (var event : events.subList(1, 4)) {
                var original = event.get("Original");
                assertThat(event.get("Object").get("Params").get("text").stringValue())
                        .isEqualTo(text);
                assertThat(original.get("Omitted").toString()).isEqualTo("[\"Params\"]");
                assertThat(original.get("N").intValue()).isEqualTo(1);
            }
            assertThat(events.get(1).get("Original").get("Stage").stringValue()).isEqualTo("one");
        }
        assertThat(rest.post("/machines", "{\"Uuid\":\"huge\",\"X\":\"" + "x".repeat(1 << 20) + "\"}")
                        .status())
                .isEqualTo(413);
    }

    private Rest.Answer read(String path, String etag, String wait) {
        return wait.isEmpty()
                ? rest.call("GET", path, null, "If-None-Match", etag)
                : rest.call("GET", path, null, "If-None-Match", etag, "Prefer", "wait=" + wait);
    }

    @Test
    void aKnownStateIsNotSentAgain() {
        rest.post("/profiles", "{\"Name\":\"seen\",\"N\":1}");
        for (var path : List.of("/profiles/seen", "/users/root")) {
            var etag = rest.get(path).header("etag");
            for (var tag : List.of(etag, etag.replace("\"", ""), "W/" + etag, "\"x\", " + etag, "*")) {
                var known = read(path, tag, "");
                assertThat(known.status()).as(tag).isEqualTo(304);
                assertThat(known.header("etag")).isEqualTo(etag);
                assertThat(known.body()).isEmpty();
            }
            assertThat(rest.call("HEAD", path, null, "If-None-Match", etag).status())
                    .isEqualTo(304);
            assertThat(read(path, "\"other\"", "5s").status()).isEqualTo(200);
            assertThat(read(path, etag, "1").status()).isEqualTo(304);
        }
    }

    @Test
    void showWaitsForAnotherState() {
        rest.post("/profiles", "{\"Name\":\"awaited\",\"N\":1}");
        var etag = rest.get("/profiles/awaited").header("etag");
        var shown =
                CompletableFuture.supplyAsync(() -> read("/profiles/awaited", etag, "20s"), Thread::startVirtualThread);
        var made = CompletableFuture.supplyAsync(() -> read("/profiles/not-yet", "", "20"), Thread::startVirtualThread);
        var gone = CompletableFuture.supplyAsync(
                () -> read("/profiles/leaving", leaving(), "20s"), Thread::startVirtualThread);
        await().until(() -> rest.get("/profiles/leaving").status() == 200);
        assertThat(shown).isNotDone();
        rest.patch("/profiles/awaited", "[{\"op\":\"replace\",\"path\":\"/N\",\"value\":2}]");
        rest.post("/profiles", "{\"Name\":\"not-yet\"}");
        rest.delete("/profiles/leaving");
        assertThat(shown.join().json().get("N").intValue()).isEqualTo(2);
        assertThat(made.join().status()).isEqualTo(200);
        assertThat(gone.join().status()).isEqualTo(404);
    }

    private String leaving() {
        return rest.post("/profiles", "{\"Name\":\"leaving\"}").header("etag");
    }

    @Test
    void prefsAreOneObject() {
        assertThat(rest.get("/prefs").json().isObject()).isTrue();
        var set = rest.post("/prefs", "{\"defaultStage\":\"none\",\"unknownBootEnv\":\"ignore\"}");
        assertThat(set.status()).as(set.body()).isBetween(200, 201);
        rest.post("/prefs", "{\"defaultStage\":\"local\"}");
        assertThat(rest.get("/prefs").body()).isEqualTo("{\"defaultStage\":\"local\",\"unknownBootEnv\":\"ignore\"}");
        assertThat(rest.post("/prefs", "{\"n\":1}").status()).isEqualTo(422);
        server.addUserWith("nobody-yet", new Claim("profiles", "get", "*"));
        assertThat(server.rest("nobody-yet:pw").get("/prefs").status()).isEqualTo(403);
        assertThat(server.rest("nobody-yet:pw").post("/prefs", "{}").status()).isEqualTo(403);
    }

    @Test
    void aMemberThatIsNotThereIsItsZeroValueToTheClient() {
        rest.post("/machines", "{\"Uuid\":\"bare\",\"N\":1}");
        var before = rest.get("/machines/bare");
        var tested = rest.patch(
                "/machines/bare",
                "[{\"op\":\"test\",\"path\":\"/Stage\",\"value\":\"\"},{\"op\":\"test\",\"path\":\"/Locked\",\"value\":false}]");
        assertThat(tested.status()).as(tested.body()).isEqualTo(200);
        assertThat(tested.json()).isEqualTo(before.json());
        assertThat(tested.header("etag")).isEqualTo(before.header("etag"));
        var changed = rest.patch(
                "/machines/bare",
                "[{\"op\":\"test\",\"path\":\"/Description\",\"value\":\"\"},{\"op\":\"replace\",\"path\":\"/Description\",\"value\":\"d\"},"
                        + "{\"op\":\"add\",\"path\":\"/Profiles/-\",\"value\":\"p\"},{\"op\":\"add\",\"path\":\"/Meta/color\",\"value\":\"red\"}]");
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.json().get("Description").stringValue()).isEqualTo("d");
        assertThat(changed.json().get("Profiles").toString()).isEqualTo("[\"p\"]");
        assertThat(changed.json().get("Meta").toString()).isEqualTo("{\"color\":\"red\"}");
        for (var bad : List.of(
                "[{\"op\":\"test\",\"path\":\"/Stage\",\"value\":\"x\"}]",
                "[{\"op\":\"test\",\"path\":\"/N\",\"value\":0}]",
                "[{\"op\":\"remove\",\"path\":\"/Stage\"}]")) {
            assertThat(rest.patch("/machines/bare", bad).status()).as(bad).isEqualTo(409);
        }
    }

    @Test
    void aTls12ClientThatIsLimitedToP384IsServed() throws Exception {
        var address = server.http.address("https");
        try (var socket = (SSLSocket)
                Trusting.context().getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
            var parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.2"});
            parameters.setNamedGroups(new String[] {"secp384r1"});
            parameters.setSignatureSchemes(new String[] {"ecdsa_secp384r1_sha384"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
        }
    }

    @Test
    void aWrongPasswordIsSaidInJson() {
        for (var caller : List.of("root:wrong", "nobody:x")) {
            var refused = server.rest(caller).get("/users/root/token");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.header("Content-Type")).isEqualTo("application/json");
            assertThat(refused.json().toString())
                    .isEqualTo("{\"Model\":\"users\",\"Key\":\"root\",\"Type\":\"AUTH\",\"Messages\":[\"the user or the"
                            + " password is wrong\"],\"Code\":403}");
        }
    }

    @Test
    void newObjectsAreAvailableAndValidated() {
        try (var session = server.session().register("machines.*.agent")) {
            var made = rest.post(
                    "/machines",
                    "{\"Uuid\":\"agent\",\"Validated\":false,\"Available\":false,\"Errors\":null,\"ReadOnly\":false}");
            assertValid(made.json());
            assertValid(rest.get("/machines/agent").json());
            assertValid(session.next().get("Object"));
            var told = rest.put("/machines/agent", "{\"Uuid\":\"agent\",\"Available\":false,\"Errors\":[\"mine\"]}");
            assertValid(told.json());
        }
    }

    private static void assertValid(JsonNode object) {
        assertThat(object.get("Available").booleanValue()).isTrue();
        assertThat(object.get("Validated").booleanValue()).isTrue();
        assertThat(object.get("Errors").toString()).isEqualTo("[]");
        assertThat(object.get("ReadOnly").booleanValue()).isFalse();
    }

    @Test
    void slimAndParamsLeaveOutWhatIsNotAskedFor() {
        for (var path : List.of("/clusters/f1", "/clusters?Uuid=f1")) {
            var query = path + (path.contains("?") ? "&" : "?");
            assertThat(one(query + "slim=Params,Meta").propertyNames())
                    .contains("Name", "Uuid")
                    .doesNotContain("Params", "Meta");
            assertThat(one(query + "slim=Meta").propertyNames())
                    .contains("Params")
                    .doesNotContain("Meta");
            assertThat(one(query + "params=rack,none").get("Params").toString()).isEqualTo("{\"rack\":\"r1\"}");
            assertThat(one(query + "slim=Name").propertyNames()).contains("Name", "Params", "Meta");
        }
        assertThat(rest.get("/clusters?rack=r1&slim=Params").json()).hasSize(1);
    }

    private JsonNode one(String path) {
        var answer = rest.get(path).json();
        return answer.isArray() ? answer.get(0) : answer;
    }

    @Test
    void decodeShowsSecureParametersToWhoMayReadThem() {
        rest.post("/params", "{\"Name\":\"pin\",\"Secure\":true}");
        rest.post("/profiles", "{\"Name\":\"locked\",\"Params\":{\"pin\":\"4711\"}}");
        server.addUserWith("viewer", new Claim("profiles", "get,list", "*"));
        var viewer = server.rest("viewer:pw");
        assertThat(rest.get("/profiles/locked?decode=true").body()).contains("4711");
        assertThat(rest.get("/profiles?Name=locked&decode=true").body()).contains("4711");
        assertThat(rest.get("/profiles/locked").body()).doesNotContain("4711");
        assertThat(viewer.get("/profiles/locked?decode=true").status()).isEqualTo(403);
        assertThat(viewer.get("/profiles?decode=true").body()).doesNotContain("4711");
        assertThat(viewer.get("/profiles?decode=true&pin=4711").json()).isEmpty();
    }
}
