package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.Claim;
import carillon.core.access.Principal;
import carillon.sdk.event.Event;
import carillon.sdk.event.EventBuilder;
import carillon.sdk.event.Json;
import carillon.server.file.DurableFile;
import carillon.testkit.log.FakeLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects and their parameters, each change of which is an event. */
class ObjectsTest {

    @TempDir
    Path data;

    private final FakeLog.Tape tape = new FakeLog.Tape("epoch-1");
    private DrpServer server;
    private Rest rest;

    @BeforeEach
    void start() {
        server = DrpServer.start(data, DrpConfig.DEFAULT, tape);
        rest = server.rest();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    @DisplayName("issue 16: what objects take in memory is bounded, however small their text")
    void memoryOfObjects() {
        server.close();
        server = DrpServer.start(data, DrpConfig.DEFAULT.withObjectsMemory(100_000), tape);
        rest = server.rest();
        var dense = "{\"Name\":\"dense\",\"a\":[" + "[],".repeat(3_000) + "[]]}";
        var refused = rest.post("/profiles", dense);
        assertThat(refused.status()).isEqualTo(507);
        assertThat(refused.body()).contains("drp.objects-memory");
        assertThat(rest.get("/profiles/dense").status()).isEqualTo(404);
        var half = "{\"Name\":\"NAME\",\"a\":[" + "[],".repeat(700) + "[]]}";
        assertThat(rest.post("/profiles", half.replace("NAME", "one")).status()).isEqualTo(201);
        assertThat(rest.post("/profiles", half.replace("NAME", "two")).status()).isEqualTo(507);
        assertThat(rest.delete("/profiles/one").status()).isEqualTo(200);
        assertThat(rest.post("/profiles", half.replace("NAME", "two")).status()).isEqualTo(201);
        assertThat(rest.put("/profiles/two", half.replace("NAME", "two").replace("[]]", "[],1]"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("issue 16: the estimate of a tree is not below what it takes")
    void weightOfTrees() {
        for (var text : List.of(
                "[" + "[],".repeat(20_000) + "[]]",
                "[" + "{},".repeat(20_000) + "{}]",
                "[" + "{\"a\":1},".repeat(20_000) + "1]",
                "[" + "\"\",".repeat(20_000) + "1]",
                "[" + "1,".repeat(20_000) + "1]")) {
            long before = used();
            var trees = IntStream.range(0, 20)
                    .mapToObj(i ->
                            Json.parse(text.getBytes(StandardCharsets.UTF_8)).tree())
                    .toList();
            long took = used() - before;
            assertThat(trees.stream().mapToLong(ObjectMemory::bytes).sum())
                    .as(text.substring(0, 10))
                    .isGreaterThan(took / 3);
        }
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    @DisplayName("drp 13.2: create, update, save and delete with object and original")
    void eventsOfChanges() {
        try (var session = server.session().register("profiles.*.*")) {
            assertThat(rest.post("/profiles", "{\"Name\":\"p\",\"N\":1}").status())
                    .isEqualTo(201);
            assertThat(rest.put("/profiles/p", "{\"Name\":\"p\",\"N\":2}").status())
                    .isEqualTo(200);
            assertThat(rest.patch("/profiles/p", "[{\"op\":\"replace\",\"path\":\"/N\",\"value\":3}]")
                            .status())
                    .isEqualTo(200);
            assertThat(rest.post("/profiles/p/params/a%2Fb/c", "[1]").status()).isEqualTo(200);
            assertThat(rest.delete("/profiles/p").status()).isEqualTo(200);
            var events = session.drainEvents();
            assertThat(events.stream().map(Session::subject))
                    .containsExactly(
                            "profiles.create.p",
                            "profiles.update.p",
                            "profiles.update.p",
                            "profiles.save.p",
                            "profiles.delete.p");
            assertThat(events.get(0).get("Original").isNull()).isTrue();
            assertThat(events.get(1).get("Original").get("N").intValue()).isEqualTo(1);
            assertThat(events.get(2).get("Object").get("N").intValue()).isEqualTo(3);
            assertThat(events.get(3).get("Object").get("Params").toString()).isEqualTo("{\"a/b/c\":[1]}");
            assertThat(events.get(4).get("Object").get("N").intValue()).isEqualTo(3);
            assertThat(events.get(4).get("Original").isNull()).isTrue();
            assertThat(events)
                    .allMatch(event -> event.get("Principal").stringValue().equals("user:root"));
        }
    }

    @Test
    @DisplayName("a restart finds the objects again, with their secrets and versions")
    void restart() {
        rest.post("/machines", "{\"Uuid\":\"m1\",\"Name\":\"n\",\"Secret\":\"s\"}");
        rest.post("/machines", "{\"Uuid\":\"m2\"}");
        rest.delete("/machines/m2");
        var etag = rest.get("/machines/m1").header("etag");
        server.close();
        start();
        assertThat(rest.get("/machines/m1").header("etag")).isEqualTo(etag);
        assertThat(rest.get("/machines/m2").status()).isEqualTo(404);
        assertThat(rest.get("/objects").body()).contains("machines");
    }

    @Test
    @DisplayName("objects outlive the journal records that made them")
    void retention() {
        rest.post("/machines", "{\"Uuid\":\"m1\",\"Secret\":\"s\"}");
        var etag = rest.get("/machines/m1").header("etag");
        server.close();
        start();
        for (int i = 0; i < 20; i++) {
            server.publish("noise", "x", "y");
        }
        server.hub.log().trim(server.hub.log().last());
        assertThat(server.hub.log().first()).isGreaterThan(2);
        rest.post("/machines", "{\"Uuid\":\"m2\"}");
        server.close();
        start();
        assertThat(rest.get("/machines/m1").header("etag")).isEqualTo(etag);
        assertThat(rest.get("/machines/m2").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("the copy of the objects keeps up with the journal, so that a start after a kill reads little of it")
    void copyKeepsUp() {
        rest.post("/machines", "{\"Uuid\":\"m1\"}");
        noise();
        var file = new DurableFile(data.resolve("objects.json"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(ObjectCopy.read(file)).hasValueSatisfying(copy -> {
                    assertThat(copy.sequence()).isGreaterThan(100_000);
                    assertThat(copy.items()).extracting(Shelf.Item::key).containsExactly("m1");
                }));
    }

    @Test
    @DisplayName("a copy that cannot be written is written later")
    void copyIsTriedAgain() throws IOException {
        var path = data.resolve("objects.json");
        var inTheWay = Files.createFile(Files.createDirectory(path).resolve("x"));
        noise();
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(data.resolve("objects.json.new")));
        await().untilAsserted(() -> assertThat(server.hub.threads().health())
                .filteredOn(thread -> thread.name().equals("object-copy"))
                .singleElement()
                .satisfies(copier -> {
                    assertThat(copier.alive()).isTrue();
                    assertThat(copier.failing()).isPositive();
                }));
        Files.delete(inTheWay);
        Files.delete(path);
        noise();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(ObjectCopy.read(new DurableFile(path)))
                        .hasValueSatisfying(copy -> assertThat(copy.sequence()).isGreaterThan(200_000)));
        await().untilAsserted(() -> assertThat(server.hub.threads().health())
                .filteredOn(thread -> thread.name().equals("object-copy"))
                .allMatch(copier -> copier.failing().isZero()));
    }

    /** More events than the copy may be behind. */
    private void noise() {
        var batch = Collections.nCopies(10_000, Event.about("noise", "x", "y"));
        for (int i = 0; i < 11; i++) {
            var events = batch.stream().map(EventBuilder::build).toList();
            server.hub.publish(Principal.SYSTEM, events).toCompletableFuture().join();
        }
    }

    @Test
    @DisplayName("two writers do not lose an update: ETag and If-Match")
    void optimisticChanges() {
        rest.post("/stages", "{\"Name\":\"s\"}");
        var etag = rest.get("/stages/s").header("etag");
        assertThat(rest.call("PUT", "/stages/s", "{\"Name\":\"s\",\"N\":1}", "If-Match", etag)
                        .status())
                .isEqualTo(200);
        assertThat(rest.call("PUT", "/stages/s", "{\"Name\":\"s\",\"N\":2}", "If-Match", etag)
                        .status())
                .isEqualTo(412);
        assertThat(rest.call("DELETE", "/stages/s", null, "If-Match", etag).status())
                .isEqualTo(412);
        assertThat(rest.get("/stages/s").json().get("N").intValue()).isEqualTo(1);
    }

    @Test
    @DisplayName("HEAD says whether an object is there, as drpcli asks it to")
    void exists() {
        rest.post("/stages", "{\"Name\":\"s\"}");
        var there = rest.call("HEAD", "/stages/s", null);
        assertThat(there.status()).isEqualTo(200);
        assertThat(there.header("etag")).isEqualTo(rest.get("/stages/s").header("etag"));
        assertThat(there.header("content-type")).startsWith("application/json");
        assertThat(there.body()).isEmpty();
        assertThat(rest.call("HEAD", "/stages/none", null).status()).isEqualTo(404);
    }

    @Test
    @DisplayName("a patch applies as a whole or not at all")
    void patches() {
        rest.post("/stages", "{\"Name\":\"s\",\"L\":[1,2],\"O\":{\"a~/b\":1}}");
        assertThat(rest.patch("/stages/s", """
                [{"op":"test","path":"/L/0","value":1.0},{"op":"add","path":"/L/-","value":3},
                 {"op":"move","from":"/O/a~0~1b","path":"/M"},{"op":"copy","from":"/L","path":"/C"},
                 {"op":"remove","path":"/L/0"},{"op":"add","path":"/L/0","value":0}]""").json().toString())
                .isEqualTo(
                        "{\"Name\":\"s\",\"L\":[0,2,3],\"O\":{},\"Validated\":true,\"Available\":true,\"Errors\":[],\"ReadOnly\":false,"
                                + "\"M\":1,\"C\":[1,2,3]}");
        var before = rest.get("/stages/s").body();
        for (var bad : List.of(
                "[{\"op\":\"add\",\"path\":\"/X\",\"value\":1},{\"op\":\"test\",\"path\":\"/M\",\"value\":2}]",
                "[{\"op\":\"remove\",\"path\":\"/nope\"}]",
                "[{\"op\":\"add\",\"path\":\"/L/9\",\"value\":1}]",
                "[{\"op\":\"move\",\"from\":\"/O\",\"path\":\"/O/x\"}]",
                "[{\"op\":\"twist\",\"path\":\"/O\"}]",
                "[{\"op\":\"add\",\"path\":\"O\",\"value\":1}]",
                "[{\"op\":\"add\",\"path\":\"/O\"}]",
                "[{\"op\":\"replace\",\"path\":\"/Name\",\"value\":\"other\"}]",
                "[{\"op\":\"replace\",\"path\":\"\",\"value\":7}]",
                "{}",
                "[7]")) {
            assertThat(rest.patch("/stages/s", bad).status()).as(bad).isIn(400, 409, 422);
        }
        assertThat(rest.get("/stages/s").body()).isEqualTo(before);
    }

    @Test
    @DisplayName("parameters, all and one by one")
    void parameters() {
        rest.post("/profiles", "{\"Name\":\"p\"}");
        assertThat(rest.get("/profiles/p/params").body()).isEqualTo("{}");
        assertThat(rest.get("/profiles/p/params/x").status()).isEqualTo(404);
        assertThat(rest.post("/profiles/p/params", "{\"a\":1,\"b\":{\"c\":2}}").status())
                .isEqualTo(200);
        assertThat(rest.patch("/profiles/p/params", "[{\"op\":\"add\",\"path\":\"/d\",\"value\":null}]")
                        .body())
                .isEqualTo("{\"a\":1,\"b\":{\"c\":2},\"d\":null}");
        assertThat(rest.get("/profiles/p/params/b").body()).isEqualTo("{\"c\":2}");
        assertThat(rest.delete("/profiles/p/params/a").body()).isEqualTo("1");
        assertThat(rest.delete("/profiles/p/params/a").status()).isEqualTo(404);
        assertThat(rest.post("/profiles/p/params/e", "{broken").status()).isEqualTo(400);
        assertThat(rest.post("/profiles/nope/params/e", "1").status()).isEqualTo(404);
        assertThat(rest.get("/profiles/p/elsewhere").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("lists page and filter by member")
    void lists() {
        for (int i = 0; i < 12; i++) {
            rest.post("/tasks", "{\"Name\":\"t%02d\",\"N\":%d,\"Even\":%b}".formatted(i, i, i % 2 == 0));
        }
        assertThat(rest.get("/tasks").json().size()).isEqualTo(12);
        assertThat(rest.get("/tasks?limit=3&offset=10").json().size()).isEqualTo(2);
        assertThat(rest.get("/tasks?N=Gte(9)&Even=true").json().size()).isEqualTo(1);
        assertThat(rest.get("/tasks?N=9&N=10").json().size()).isEqualTo(2);
        assertThat(rest.get("/tasks?sort=N&reverse=true&limit=1")
                        .json()
                        .get(0)
                        .get("N")
                        .intValue())
                .isEqualTo(11);
        assertThat(rest.get("/tasks?Colour=red").status()).isEqualTo(406);
        assertThat(rest.get("/pools").body()).isEqualTo("[]");
    }

    @Test
    @DisplayName("bad input is refused with an Error and changes nothing")
    void badInput() {
        rest.post("/profiles", "{\"Name\":\"p\"}");
        assertThat(rest.post("/profiles", "{\"Name\":\"p\"}").status()).isEqualTo(409);
        assertThat(rest.post("/profiles", "{}").status()).isEqualTo(422);
        assertThat(rest.post("/profiles", "[]").status()).isEqualTo(400);
        assertThat(rest.post("/profiles", "").status()).isEqualTo(400);
        assertThat(rest.post("/profiles", "{\"Name\":\"a\\u0000b\"}").status()).isEqualTo(422);
        assertThat(rest.put("/profiles/p", "{\"Name\":\"q\"}").status()).isEqualTo(422);
        assertThat(rest.put("/profiles/q", "{\"Name\":\"q\"}").status()).isEqualTo(404);
        assertThat(rest.delete("/profiles/q").status()).isEqualTo(404);
        assertThat(rest.get("/Profiles").status()).isEqualTo(404);
        assertThat(rest.get("/events").status()).isEqualTo(405);
        assertThat(rest.post("/log", "{\"Name\":\"p\"}").status()).isEqualTo(404);
        assertThat(rest.get("/a/b/c/d").json().get("Code").intValue()).isEqualTo(404);
        assertThat(rest.get("/profiles").json().size()).isEqualTo(1);
    }

    @Test
    @DisplayName("claims and keys decide what may be read and changed")
    void claims() {
        rest.post("/profiles", "{\"Name\":\"p1\",\"N\":1}");
        rest.post("/profiles", "{\"Name\":\"p2\"}");
        server.addUserWith("u", new Claim("profiles", "get,update:/N", "p1"));
        var weak = server.rest("u:pw");
        assertThat(weak.get("/profiles").json().size()).isEqualTo(1);
        assertThat(weak.get("/profiles/p2").status()).isEqualTo(404);
        assertThat(weak.patch("/profiles/p1", "[{\"op\":\"replace\",\"path\":\"/N\",\"value\":2}]")
                        .status())
                .isEqualTo(200);
        var refused = weak.patch("/profiles/p1", "[{\"op\":\"add\",\"path\":\"/M\",\"value\":2}]");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().get("Type").stringValue()).isEqualTo("AUTH");
        assertThat(weak.put("/profiles/p1", "{\"Name\":\"p1\"}").status()).isEqualTo(403);
        assertThat(weak.delete("/profiles/p1").status()).isEqualTo(403);
        assertThat(weak.post("/profiles", "{\"Name\":\"p3\"}").status()).isEqualTo(403);
        assertThat(weak.get("/objects").status()).isEqualTo(403);
    }

    @Test
    @DisplayName("users, roles and tenants are objects with events; nobody hands out more than he has")
    void accessObjects() {
        try (var session = server.session().register("users,roles,tenants.*.*")) {
            assertThat(rest.post(
                                    "/roles",
                                    "{\"Name\":\"r\",\"Claims\":[{\"scope\":\"machines\",\"action\":\"get\",\"specific\":\"*\"}]}")
                            .status())
                    .isEqualTo(201);
            assertThat(rest.post("/users", "{\"Name\":\"ines\",\"Password\":\"pw\\u0000\"}")
                            .status())
                    .isEqualTo(422);
            assertThat(rest.post("/users", "{\"Name\":\"ines\",\"Roles\":[\"r\"],\"Password\":\"pw\"}")
                            .status())
                    .isEqualTo(201);
            assertThat(rest.post(
                                    "/tenants",
                                    "{\"Name\":\"t\",\"Members\":{\"machines\":[\"m1\"]},\"Users\":[\"ines\"]}")
                            .status())
                    .isEqualTo(201);
            assertThat(rest.patch("/users/ines", "[{\"op\":\"replace\",\"path\":\"/Description\",\"value\":\"d\"}]")
                            .status())
                    .isEqualTo(200);
            assertThat(session.drain())
                    .containsExactly("roles.create.r", "users.create.ines", "tenants.create.t", "users.update.ines");
        }
        assertThat(server.rest("ines:pw")
                        .get("/users/ines")
                        .json()
                        .get("Description")
                        .stringValue())
                .isEqualTo("d");
        server.addUserWith("helpdesk", new Claim("users,roles", "*", "*"));
        var helpdesk = server.rest("helpdesk:pw");
        assertThat(helpdesk.patch("/users/ines", "[{\"op\":\"add\",\"path\":\"/Roles/-\",\"value\":\"superuser\"}]")
                        .status())
                .isEqualTo(403);
        assertThat(helpdesk.post(
                                "/roles",
                                "{\"Name\":\"all\",\"Claims\":[{\"scope\":\"*\",\"action\":\"*\",\"specific\":\"*\"}]}")
                        .status())
                .isEqualTo(403);
        assertThat(helpdesk.post("/users", "{\"Name\":\"x\",\"Roles\":[\"nope\"]}")
                        .status())
                .isEqualTo(422);
        try (var doomed = server.session("ines:pw").register("a.b.c")) {
            assertThat(rest.delete("/users/ines").status()).isEqualTo(200);
            assertThat(doomed.closeCode()).isEqualTo(1008);
        }
        assertThat(server.rest("ines:pw").get("/info").status()).isEqualTo(403);
    }

    @Test
    @DisplayName("?track=true fills in Original and keeps the state")
    void track() {
        try (var session = server.session().register("sensors.*.*.Level=Changed()")) {
            for (var body : List.of(
                    "{\"Type\":\"sensors\",\"Action\":\"update\",\"Key\":\"s\",\"Object\":{\"Level\":1}}",
                    "{\"Type\":\"sensors\",\"Action\":\"update\",\"Key\":\"s\",\"Object\":{\"Level\":1}}",
                    "{\"Type\":\"sensors\",\"Action\":\"update\",\"Key\":\"s\",\"Object\":{\"Level\":2}}")) {
                assertThat(rest.post("/events?track=true", body).status()).isEqualTo(204);
            }
            var events = session.drainEvents();
            assertThat(events).hasSize(2);
            assertThat(events.get(1).get("Original").get("Level").intValue()).isEqualTo(1);
            assertThat(rest.get("/sensors/s").json().get("Level").intValue()).isEqualTo(2);
            assertThat(rest.get("/sensors").json().get(0).get("Level").intValue())
                    .isEqualTo(2);
            assertThat(rest.post("/events?track=true", "{\"Type\":\"users\",\"Key\":\"root\",\"Object\":{}}")
                            .status())
                    .isEqualTo(422);
            assertThat(rest.post("/events?track=true", "{\"Type\":\"x\",\"Key\":\"k\",\"Object\":7}")
                            .status())
                    .isEqualTo(422);
            server.addUserWith("poster", new Claim("events", "post", "*"));
            assertThat(server.rest("poster:pw")
                            .post("/events?track=true", "{\"Type\":\"x\",\"Key\":\"k\",\"Object\":{}}")
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    @DisplayName("drp 4.5: values of secure parameters are masked in answers and events, and cannot be probed")
    void secureParameters() {
        rest.post("/params", "{\"Name\":\"pw\",\"Secure\":true}");
        rest.post("/profiles", "{\"Name\":\"p\",\"Secret\":\"s3\",\"Params\":{\"open\":1,\"pw\":\"hunter2\"}}");
        server.addUserWith("reader", new Claim("profiles", "get,update", "*"), new Claim("events", "post", "*"));
        var reader = server.rest("reader:pw");
        try (var all = server.session().register("profiles.*.*");
                var probe = server.session().register("profiles.*.*.Params.pw=Re(\"hunter\")")) {
            assertThat(rest.get("/profiles/p").body()).doesNotContain("hunter2").contains("\"open\":1");
            assertThat(rest.get("/profiles").body()).doesNotContain("hunter2");
            assertThat(rest.get("/profiles/p/params").body()).doesNotContain("hunter2");
            assertThat(rest.get("/profiles/p/params/pw").body()).isEqualTo("\"********\"");
            assertThat(rest.get("/profiles/p/params/pw?decode=true").body()).isEqualTo("\"hunter2\"");
            assertThat(reader.get("/profiles/p/params/pw?decode=true").status()).isEqualTo(403);
            for (var attempt : List.of(
                    "[{\"op\":\"test\",\"path\":\"/Params/pw\",\"value\":\"hunter2\"}]",
                    "[{\"op\":\"test\",\"path\":\"/Secret\",\"value\":\"s3\"}]",
                    "[{\"op\":\"copy\",\"from\":\"/Secret\",\"path\":\"/Found\"}]")) {
                assertThat(reader.patch("/profiles/p", attempt).status())
                        .as(attempt)
                        .isIn(409, 422);
            }
            reader.patch("/profiles/p", "[{\"op\":\"copy\",\"from\":\"/Params/pw\",\"path\":\"/Found\"}]");
            assertThat(rest.get("/profiles/p").body()).doesNotContain("hunter2");
            assertThat(rest.post("/profiles/p/params/pw", "\"hunter3\"").body()).doesNotContain("hunter3");
            assertThat(rest.delete("/profiles/p/params/pw").body()).doesNotContain("hunter3");
            rest.post("/profiles/p/params/pw", "\"hunter4\"");
            rest.post(
                    "/events",
                    "{\"Type\":\"profiles\",\"Action\":\"a\",\"Key\":\"p\",\"Object\":{\"Params\":{\"pw\":\"hunter5\"}}}");
            var events = all.drainEvents();
            assertThat(events).hasSize(5).noneMatch(event -> event.toString().contains("hunter"));
            assertThat(probe.drain()).isEmpty();
        }
    }

    @Test
    @DisplayName("drp 4.5: who writes back what it was shown does not overwrite what was hidden")
    void hiddenValuesStay() {
        rest.post("/params", "{\"Name\":\"pw\",\"Secure\":true}");
        rest.post("/profiles", "{\"Name\":\"p\",\"Params\":{\"pw\":\"hunter2\"}}");
        assertThat(rest.put("/profiles/p", rest.get("/profiles/p").body()).status())
                .isEqualTo(200);
        assertThat(rest.patch("/profiles/p/params", "[{\"op\":\"add\",\"path\":\"/open\",\"value\":1}]")
                        .status())
                .isEqualTo(200);
        assertThat(rest.post(
                                "/profiles/p/params",
                                rest.get("/profiles/p/params").body())
                        .status())
                .isEqualTo(200);
        assertThat(rest.get("/profiles/p/params?decode=true").json().toString())
                .isEqualTo("{\"pw\":\"hunter2\",\"open\":1}");
    }
}
