package carillon.server.dialect.meshery;

import static carillon.server.dialect.meshery.MesheryServer.GIVEN;
import static carillon.server.dialect.meshery.MesheryServer.U1;
import static carillon.server.dialect.meshery.MesheryServer.U2;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.history.Viewer;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items 58 to 70: read marks and deletions. */
class ChangesTest {

    private static final String BASE = "/api/system/events";

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

    private MesheryServer.Answer status(String user, String id, String body) {
        return server.call(user, "PUT", BASE + "/status/" + id, body);
    }

    private static String ids(List<String> ids, String more) {
        return "{\"ids\":" + Json.mapper().writeValueAsString(ids) + more + "}";
    }

    private String statusOf(String user, String id) {
        return server.get(user, BASE + "/" + id).text("status");
    }

    @Test
    @DisplayName("meshery 58: marked as read")
    void item58_read() {
        var id = server.post(U1, "a", "b", "error");
        var before = server.get(U1, BASE + "/" + id);
        for (var path : List.of(BASE + "/status/" + id, "/api/events/status/" + id, "/api/events/" + id + "/status")) {
            var answer = server.call(U1, "PUT", path, "{\"status\":\"read\"}");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text("status")).isEqualTo("read");
            assertThat(answer.text("created_at")).isEqualTo(before.text("created_at"));
            assertThat(OffsetDateTime.parse(answer.text("updated_at")))
                    .isAfterOrEqualTo(
                            OffsetDateTime.parse(before.text("updated_at")).minusNanos(1_000_000));
            assertThat(server.get(U1, BASE + "/" + id).body()).isEqualTo(answer.body());
        }
    }

    @Test
    @DisplayName("meshery 59: and back again, and twice")
    void item59_unread() {
        var id = server.post(U1, "a", "b", "error");
        for (var status : List.of("read", "read", "unread", "unread", "read")) {
            assertThat(status(U1, id, "{\"status\":\"" + status + "\"}").status())
                    .isEqualTo(200);
            assertThat(statusOf(U1, id)).isEqualTo(status);
        }
    }

    @Test
    @DisplayName("meshery 60: two statuses, and a body that says one")
    void item60_badStatus() {
        var id = server.post(U1, "a", "b", "error");
        assertThat(status(U1, id, "{\"status\":\"done\"}").status()).isEqualTo(400);
        assertThat(status(U1, id, "{\"status\":\"done\"}").text("code")).isEqualTo("meshery-server-1121");
        for (var body : List.of("{}", "{\"status\":1}", "", "not json", "[]")) {
            assertThat(status(U1, id, body).status()).as(body).isEqualTo(400);
            assertThat(status(U1, id, body).text("code")).as(body).isEqualTo("meshery-server-1119");
        }
        assertThat(statusOf(U1, id)).isEqualTo("unread");
    }

    @Test
    @DisplayName("meshery 61: an unknown id is 404, no id at all 400")
    void item61_unknown() {
        assertThat(status(U1, UUID.randomUUID().toString(), "{\"status\":\"read\"}")
                        .status())
                .isEqualTo(404);
        assertThat(status(U1, "xyz", "{\"status\":\"read\"}").status()).isEqualTo(400);
        assertThat(server.get(U1, BASE + "/xyz").status()).isEqualTo(400);
        assertThat(server.get(U1, BASE + "/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    @Test
    @DisplayName("meshery 62: nobody changes another's event")
    void item62_others() {
        var id = server.post(U1, "a", "b", "error");
        assertThat(status(U2, id, "{\"status\":\"read\"}").status()).isEqualTo(404);
        assertThat(server.call(U2, "PUT", BASE + "/status/bulk", ids(List.of(id), ",\"status\":\"read\""))
                        .body())
                .isEmpty();
        assertThat(server.call(U2, "DELETE", BASE + "/" + id, "").status()).isEqualTo(204);
        assertThat(server.call(U2, "DELETE", BASE + "/bulk", ids(List.of(id), ""))
                        .status())
                .isEqualTo(204);
        assertThat(statusOf(U1, id)).isEqualTo("unread");
    }

    @Test
    @DisplayName("meshery 63: several at once; unknown ones are left out")
    void item63_bulk() {
        var mine = server.postMany(U1, 3);
        var asked = List.of(mine.get(0), mine.get(2), UUID.randomUUID().toString(), mine.get(0));
        for (var path : List.of(BASE + "/status/bulk", "/api/events/status/bulk", "/api/events/status")) {
            var answer = server.call(U1, "PUT", path, ids(asked, ",\"status\":\"read\""));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().valueStream().map(event -> event.get("id").asString()))
                    .containsExactly(mine.get(0), mine.get(2));
            assertThat(answer.body()
                            .valueStream()
                            .map(event -> event.get("status").asString()))
                    .containsOnly("read");
        }
        assertThat(statusOf(U1, mine.get(1))).isEqualTo("unread");
    }

    @Test
    @DisplayName("meshery 63: a thousand at once are one record of the journal, so all change or none")
    void item63_thousand() {
        var ids = server.postMany(U1, 1_000);
        long before = server.journal.last();
        var answer = server.call(U1, "PUT", BASE + "/status/bulk", ids(ids, ",\"status\":\"read\""));
        assertThat(answer.body()).hasSize(1_000);
        assertThat(server.list(U1, "").body().get("read_count").asInt()).isEqualTo(1_000);
        assertThat(server.call(U1, "DELETE", BASE + "/bulk", ids(ids, "")).status())
                .isEqualTo(204);
        assertThat(server.total(U1)).isZero();
        assertThat(server.journal.last()).isEqualTo(before + 2);
    }

    @Test
    @DisplayName("meshery 64: a bad bulk changes nothing")
    void item64_badBulk() {
        var id = server.post(U1, "a", "b", "error");
        var path = BASE + "/status/bulk";
        assertThat(server.call(U1, "PUT", path, "{\"ids\":").text("code")).isEqualTo("meshery-server-1122");
        assertThat(server.call(U1, "PUT", path, "{\"status\":\"read\"}").text("code"))
                .isEqualTo("meshery-server-1122");
        assertThat(server.call(U1, "PUT", path, ids(List.of(id), ",\"status\":\"x\""))
                        .text("code"))
                .isEqualTo("meshery-server-1121");
        assertThat(server.call(U1, "PUT", path, ids(List.of(id, "xyz"), ",\"status\":\"read\""))
                        .status())
                .isEqualTo(400);
        var many = Collections.nCopies(1_001, id);
        assertThat(server.call(U1, "PUT", path, ids(many, ",\"status\":\"read\""))
                        .status())
                .isEqualTo(400);
        var none = server.call(U1, "PUT", path, ids(List.of(), ",\"status\":\"read\""));
        assertThat(none.status()).isEqualTo(200);
        assertThat(none.body()).isEmpty();
        assertThat(statusOf(U1, id)).isEqualTo("unread");
    }

    @Test
    @DisplayName("meshery 65: bulk is no id")
    void item65_bulkIsNoId() {
        assertThat(server.call(U1, "PUT", BASE + "/status/bulk", "{\"status\":\"read\"}")
                        .text("code"))
                .isEqualTo("meshery-server-1122");
        assertThat(server.call(U1, "DELETE", BASE + "/bulk", "{}").text("code")).isEqualTo("meshery-server-1123");
    }

    @Test
    @DisplayName("meshery 66: deleted, and deleted again")
    void item66_delete() {
        var ids = server.postMany(U1, 2);
        for (int i = 0; i < 2; i++) {
            var answer = server.call(U1, "DELETE", BASE + "/" + ids.get(0), "");
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.response().body()).isEmpty();
            assertThat(answer.header("content-type")).isEmpty();
        }
        assertThat(server.list(U1, "").ids()).containsExactly(ids.get(1));
        assertThat(server.total(U1)).isEqualTo(1);
    }

    @Test
    @DisplayName("meshery 66: an event of everyone is dismissed by one user and stays for the others")
    void item66_dismissed() {
        var event = Event.about("pattern", "deploy", GIVEN).build();
        server.publish(event);
        assertThat(status(U1, event.id(), "{\"status\":\"read\"}").status()).isEqualTo(200);
        assertThat(statusOf(U2, event.id())).isEqualTo("unread");
        assertThat(server.call(U1, "DELETE", BASE + "/" + event.id(), "").status())
                .isEqualTo(204);
        assertThat(server.total(U1)).isZero();
        assertThat(server.total(U2)).isEqualTo(1);
    }

    @Test
    @DisplayName("meshery 67: several deleted at once")
    void item67_bulkDelete() {
        var mine = server.postMany(U1, 5);
        var theirs = server.post(U2, "a", "b", "error");
        var answer = server.call(U1, "DELETE", BASE + "/bulk", ids(List.of(mine.get(0), mine.get(1), theirs), ""));
        assertThat(answer.status()).isEqualTo(204);
        server.call(U1, "DELETE", "/api/events/bulk", ids(List.of(mine.get(2)), ""));
        var told = server.call(U1, "POST", "/api/events/delete", ids(List.of(mine.get(3), theirs), ""));
        assertThat(told.body())
                .isEqualTo(Json.parse(ids(List.of(mine.get(3)), "").replace("ids", "deleted"))
                        .tree());
        assertThat(server.list(U1, "").ids()).containsExactly(mine.get(4));
        assertThat(server.total(U2)).isEqualTo(1);
    }

    @Test
    @DisplayName("meshery 68: no id at all is refused")
    void item68_malformed() {
        var answer = server.call(U1, "DELETE", BASE + "/xyz", "");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("meshery-server-1120");
    }

    @Test
    @DisplayName("meshery 69: a deleted row is not in the table any more")
    void item69_gone() {
        var id = server.post(U1, "a", "b", "error");
        server.call(U1, "DELETE", BASE + "/" + id, "");
        assertThat(server.list(U1, "").ids()).isEmpty();
        assertThat(server.history.find(id, Viewer.unrestricted("", true))).isEmpty();
        assertThat(server.history.counts(Viewer.unrestricted("", true)).total()).isZero();
    }

    @Test
    @DisplayName("meshery 70: a wrong method is 405 and says which are right")
    void item70_wrongMethod() {
        for (var path : List.of(BASE, "/api/events", BASE + "/types", BASE + "/status/bulk", BASE + "/config")) {
            var answer = server.call(U1, "PATCH", path, "{}");
            assertThat(answer.status()).as(path).isEqualTo(405);
            assertThat(answer.header("allow")).as(path).isNotEmpty();
            assertThat(answer.text("error")).isNotEmpty();
        }
    }
}
