package carillon.server.dialect.meshery;

import static carillon.server.dialect.meshery.MesheryServer.GIVEN;
import static carillon.server.dialect.meshery.MesheryServer.S;
import static carillon.server.dialect.meshery.MesheryServer.U1;
import static carillon.server.dialect.meshery.MesheryServer.U2;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items 36 to 57: list and types. */
class ListTest {

    @TempDir
    Path directory;

    private MesheryServer server;

    @BeforeEach
    void start() {
        server = MesheryServer.start(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Map<String, Long> counts(MesheryServer.Answer answer) {
        var counts = new TreeMap<String, Long>();
        answer.body()
                .get("count_by_severity_level")
                .forEach(row -> counts.put(
                        row.get("severity").asString(), row.get("count").asLong()));
        return counts;
    }

    private void read(String user, String... ids) {
        for (var id : ids) {
            assertThat(server.call(user, "PUT", "/api/system/events/status/" + id, "{\"status\":\"read\"}")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    @DisplayName("meshery 36: an empty store lists nothing, as empty arrays")
    void item36_empty() {
        var answer = server.list(U1, "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(Json.parse("{\"events\":[],\"page\":0,\"page_size\":25,\"count_by_severity_level\":[],"
                                + "\"total_count\":0,\"read_count\":0}")
                        .tree());
    }

    @Test
    @DisplayName("meshery 37: pages of 25")
    void item37_pages() {
        server.postMany(U1, 30);
        assertThat(server.list(U1, "").ids()).hasSize(25);
        assertThat(server.list(U1, "page=1").ids()).hasSize(5);
        assertThat(server.list(U1, "page=2").ids()).isEmpty();
        assertThat(server.list(U1, "page=2").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("meshery 38: an odd page is page 0")
    void item38_oddPages() {
        server.postMany(U1, 2);
        for (var page : List.of("-1", "abc", "", "99999999999999999999")) {
            assertThat(server.list(U1, "page=" + page).body().get("page").asInt())
                    .isZero();
            assertThat(server.list(U1, "page=" + page).ids()).hasSize(2);
        }
    }

    @Test
    @DisplayName("meshery 39: odd page sizes are 25; all is all")
    void item39_pageSizes() {
        server.postMany(U1, 27);
        for (var size : List.of("0", "abc", "-3", "")) {
            assertThat(server.list(U1, "pagesize=" + size).ids()).hasSize(25);
        }
        assertThat(server.list(U1, "pagesize=all").ids()).hasSize(27);
        assertThat(server.list(U1, "pagesize=all").body().get("page_size").asInt())
                .isEqualTo(27);
        assertThat(server.list(U1, "page_size=3").ids()).hasSize(3);
        assertThat(server.list(U1, "pageSize=4").ids()).hasSize(4);
    }

    @Test
    @DisplayName("meshery 40: sorted by creation, both ways, in any letter case")
    void item40_order() {
        var ids = server.postMany(U1, 4);
        assertThat(server.list(U1, "sort=created_at&order=asc").ids()).isEqualTo(ids);
        for (var order : List.of("sort=created_at&order=desc", "sort=createdAt&order=DESC", "sort=created_at")) {
            assertThat(server.list(U1, order).ids()).isEqualTo(ids.reversed());
        }
        assertThat(server.list(U1, "order=" + encoded("created_at asc")).ids()).isEqualTo(ids);
        assertThat(server.list(U1, "").ids()).isEqualTo(ids.reversed());
    }

    @Test
    @DisplayName("meshery 41: unknown columns and SQL change nothing")
    void item41_hostileSort() {
        var ids = server.postMany(U1, 2);
        for (var text : List.of("name", "id; drop table event", "1,(select 1)", "'")) {
            assertThat(server.list(U1, "sort=" + encoded(text)).ids()).isEqualTo(ids.reversed());
            assertThat(server.list(U1, "order=" + encoded(text)).ids()).hasSize(2);
        }
    }

    @Test
    @DisplayName("meshery 42: by status")
    void item42_status() {
        var ids = server.postMany(U1, 3);
        read(U1, ids.get(1));
        assertThat(server.list(U1, "status=unread").ids()).containsExactlyInAnyOrder(ids.get(0), ids.get(2));
        assertThat(server.list(U1, "status=read").ids()).containsExactly(ids.get(1));
        assertThat(server.list(U1, "").ids()).hasSize(3);
        assertThat(server.list(U1, "status=done").status()).isEqualTo(400);
    }

    @Test
    @DisplayName("meshery 43: by severity, as an array or bare")
    void item43_severity() {
        var error = server.post(U1, "a", "b", "error");
        var warning = server.post(U1, "a", "b", "warning");
        var success = server.post(U1, "a", "b", "success");
        assertThat(server.list(U1, "severity=" + encoded("[\"error\",\"warning\"]"))
                        .ids())
                .containsExactlyInAnyOrder(error, warning);
        assertThat(server.list(U1, "severity=error,warning").ids()).hasSize(2);
        assertThat(server.list(U1, "severity=error&severity=success").ids()).containsExactlyInAnyOrder(error, success);
        assertThat(server.list(U1, "severity=error").ids()).containsExactly(error);
        assertThat(server.list(U1, "severity=fatal").ids()).isEmpty();
    }

    @Test
    @DisplayName("meshery 44: filters are joined by and")
    void item44_intersection() {
        var both = server.post(U1, "a_b", "c", "error");
        server.post(U1, "a_b", "d", "error");
        server.post(U1, "e", "c", "error");
        assertThat(server.list(U1, "category=" + encoded("[\"a_b\"]") + "&action=" + encoded("[\"c\"]"))
                        .ids())
                .containsExactly(both);
    }

    @Test
    @DisplayName("meshery 45: by what was acted upon, in both spellings")
    void item45_actedUpon() {
        var mine = server.post(U1, "a", "b", "error");
        server.post(U1, "{\"category\":\"a\",\"action\":\"b\",\"severity\":\"error\"}");
        for (var name : List.of("acted_upon", "actedUpon")) {
            assertThat(server.list(U1, name + "=" + encoded("[\"" + GIVEN + "\"]"))
                            .ids())
                    .containsExactly(mine);
            assertThat(server.list(U1, name + "=abc").status()).isEqualTo(400);
        }
    }

    @Test
    @DisplayName("meshery 46: broken JSON in a filter is refused")
    void item46_brokenFilter() {
        for (var text : List.of("[\"error\"", "[1]", "[]x")) {
            assertThat(server.list(U1, "severity=" + encoded(text)).status())
                    .as(text)
                    .isEqualTo(400);
        }
    }

    @Test
    @DisplayName("meshery 47: search is a substring in any letter case, and nothing else")
    void item47_search() {
        var cluster = server.post(U1, "a", "b", "error", "Could not reach cluster staging");
        var percent = server.post(U1, "a", "b", "error", "50% done");
        var under = server.post(U1, "a", "b", "error", "snake_case \\ Ärger");
        assertThat(server.list(U1, "search=CLUSTER").ids()).containsExactly(cluster);
        assertThat(server.list(U1, "search=" + encoded("%")).ids()).containsExactly(percent);
        assertThat(server.list(U1, "search=_").ids()).containsExactly(under);
        assertThat(server.list(U1, "search=" + encoded("\\")).ids()).containsExactly(under);
        assertThat(server.list(U1, "search=" + encoded("ä")).ids()).containsExactly(under);
        assertThat(server.list(U1, "search=" + encoded("' or 1=1")).ids()).isEmpty();
    }

    @Test
    @DisplayName("meshery 48: the total counts all pages of what was asked")
    void item48_total() {
        server.postMany(U1, 7);
        server.post(U1, "a", "b", "error", "number");
        var answer = server.list(U1, "pagesize=2&page=1&category=connection&search=number");
        assertThat(answer.body().get("total_count").asLong()).isEqualTo(7);
        assertThat(answer.ids()).hasSize(2);
    }

    @Test
    @DisplayName("meshery 49: counts by severity heed the status alone")
    void item49_counts() {
        var error = server.post(U1, "a", "b", "error");
        server.post(U1, "a", "b", "error");
        server.post(U1, "a", "b", "warning");
        read(U1, error);
        assertThat(counts(server.list(U1, "severity=debug&category=x&action=y&search=z")))
                .isEqualTo(Map.of("error", 1L, "warning", 1L));
        assertThat(counts(server.list(U1, "status=read"))).isEqualTo(Map.of("error", 1L));
    }

    @Test
    @DisplayName("meshery 50: severities without rows are left out, the others come by weight")
    void item50_absentSeverities() {
        for (var severity : List.of("debug", "error", "success")) {
            server.post(U1, "a", "b", severity);
        }
        var rows = server.list(U1, "").body().get("count_by_severity_level");
        assertThat(rows.valueStream().map(row -> row.get("severity").asString()))
                .containsExactly("error", "success", "debug");
    }

    @Test
    @DisplayName("meshery 51: the read count ignores filters")
    void item51_readCount() {
        var ids = server.postMany(U1, 3);
        read(U1, ids.get(0), ids.get(1));
        assertThat(server.list(U1, "status=unread&severity=debug")
                        .body()
                        .get("read_count")
                        .asLong())
                .isEqualTo(2);
    }

    @Test
    @DisplayName("meshery 52: page and size come back as they were understood")
    void item52_echo() {
        var body = server.list(U1, "page=3&pagesize=5000").body();
        assertThat(body.get("page").asInt()).isEqualTo(3);
        assertThat(body.get("page_size").asInt()).isEqualTo(1000);
    }

    @Test
    @DisplayName("meshery 53: nobody sees another's events")
    void item53_others() {
        server.post(U1, "mine", "b", "error");
        var theirs = server.post(U2, "theirs", "hidden", "alert", "secret");
        assertThat(server.list(U1, "").each("category")).containsExactly("mine");
        assertThat(server.total(U1)).isEqualTo(1);
        assertThat(counts(server.list(U1, ""))).isEqualTo(Map.of("error", 1L));
        assertThat(server.get(U1, "/api/system/events/types").response().body()).doesNotContain("hidden", "theirs");
        assertThat(server.get(U1, "/api/system/events/" + theirs).status()).isEqualTo(404);
        for (var filter : List.of("search=secret", "user_id=" + U2, "owner=" + U2, "category=theirs")) {
            assertThat(server.list(U1, filter).ids()).isEmpty();
        }
    }

    @Test
    @DisplayName("meshery 54: events of the system and of nobody are seen by all")
    void item54_global() {
        server.publish(Event.about("pattern", "deploy", GIVEN).build());
        var system = UUID.fromString(S);
        server.publish(carillon.sdk.event.Events.newEvent()
                .fromUser(system)
                .fromSystem(system)
                .withCategory("seeding")
                .withAction("create")
                .build()
                .toEvent());
        for (var user : List.of(U1, U2)) {
            assertThat(server.list(user, "").each("category")).containsExactlyInAnyOrder("pattern", "seeding");
            assertThat(server.total(user)).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("meshery 55: the older path lists the same")
    void item55_alias() {
        server.postMany(U1, 2);
        assertThat(server.get(U1, "/api/v2/events").body())
                .isEqualTo(server.list(U1, "").body());
        assertThat(server.get(U1, "/api/events").body())
                .isEqualTo(server.list(U1, "").body());
    }

    @Test
    @DisplayName("meshery 56: the camel envelope")
    void item56_camelEnvelope() {
        var answer = server.send(server.request(U1, "/api/system/events")
                .header("X-Meshery-Wire-Case", "camel")
                .build());
        assertThat(answer.body().propertyNames())
                .containsExactlyInAnyOrder(
                        "events", "page", "pageSize", "countBySeverityLevel", "totalCount", "readCount");
    }

    @Test
    @DisplayName("meshery 57: types are distinct and sorted")
    void item57_types() {
        assertThat(server.get(U1, "/api/system/events/types").body())
                .isEqualTo(Json.parse("{\"category\":[],\"action\":[]}").tree());
        server.post(U1, "pattern", "deploy", "error");
        server.post(U1, "connection", "register", "error");
        server.post(U1, "pattern", "delete", "error");
        for (var path : List.of("/api/system/events/types", "/api/events/types")) {
            assertThat(server.get(U1, path).body())
                    .isEqualTo(Json.parse("{\"category\":[\"connection\",\"pattern\"],"
                                    + "\"action\":[\"delete\",\"deploy\",\"register\"]}")
                            .tree());
        }
    }

    @Test
    @DisplayName("meshery 54: an event of another dialect is told in Meshery's words")
    void foreignEvents() {
        server.publish(Event.about("machines", "update", "m-1")
                .object(Json.parse("{\"Name\":\"m-1\"}"))
                .original(Json.parse("{\"Name\":\"m-0\"}"))
                .build());
        var event = server.list(U1, "").body().get("events").get(0);
        assertThat(event.get("description").asString()).isEqualTo("machines update m-1");
        assertThat(event.get("metadata"))
                .isEqualTo(Json.parse("{\"object\":{\"Name\":\"m-1\"},\"original\":{\"Name\":\"m-0\"}}")
                        .tree());
    }
}
