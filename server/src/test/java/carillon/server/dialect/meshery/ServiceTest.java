package carillon.server.dialect.meshery;

import static carillon.server.dialect.meshery.MesheryServer.GIVEN;
import static carillon.server.dialect.meshery.MesheryServer.U1;
import static carillon.server.dialect.meshery.MesheryServer.U2;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.testkit.log.FakeLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items 88 to 92 and section 10: configuration, errors, callers, retention, preferences. */
class ServiceTest {

    private static final String CONFIG = "/api/system/events/config";
    private static final String PREFERENCES = "/api/user/prefs/notifications";

    @TempDir
    Path directory;

    @Test
    @DisplayName("meshery 88: the log level is shown and set")
    void item88_config() {
        try (var server = MesheryServer.start(directory)) {
            var shown = server.get(U1, CONFIG);
            assertThat(shown.body().get("available_levels")).hasSize(7);
            assertThat(shown.body().has("status")).isFalse();
            for (var body : List.of("{\"event_log_level\":\" DEBUG \"}", "{\"eventLogLevel\":\"debug\"}")) {
                var set = server.call(MesheryServer.ADMINISTRATOR, "PUT", CONFIG, body);
                assertThat(set.text("status")).isEqualTo("success");
                assertThat(set.text("event_log_level")).isEqualTo("debug");
            }
            for (var body : List.of("{\"event_log_level\":\"loud\"}", "{}", "x")) {
                var refused = server.call(MesheryServer.ADMINISTRATOR, "PUT", CONFIG, body);
                assertThat(refused.status()).isEqualTo(400);
                assertThat(refused.text("status")).isEqualTo("error");
                assertThat(refused.text("event_log_level")).isEqualTo("debug");
                assertThat(refused.body().get("available_levels")).hasSize(7);
            }
            assertThat(server.call(MesheryServer.ADMINISTRATOR, "POST", CONFIG, "{\"event_log_level\":\"warn\"}")
                            .text("event_log_level"))
                    .isEqualTo("warning");
            server.call(MesheryServer.ADMINISTRATOR, "PUT", CONFIG, "{\"event_log_level\":\"info\"}");
            for (var method : List.of("PUT", "POST")) {
                assertThat(server.call(U1, method, CONFIG, "{\"event_log_level\":\"trace\"}")
                                .status())
                        .as("without the claim (preferences, post, *)")
                        .isEqualTo(403);
            }
            assertThat(server.get(U1, CONFIG).text("event_log_level")).isEqualTo("info");
        }
    }

    @Test
    @DisplayName("meshery 89: every error is JSON with what is wrong")
    void item89_errors() {
        try (var server = MesheryServer.start(directory)) {
            var errors = List.of(
                    server.post(U1, "{}"),
                    server.get(U1, "/api/system/events?severity=%5B"),
                    server.get(U1, "/api/system/events/xyz"),
                    server.get(U1, "/api/system/events/a/b/c"),
                    server.get("", "/api/system/events"),
                    server.call(U1, "PATCH", "/api/events", "{}"),
                    server.call(U1, "PUT", "/api/events/status/bulk", "x"),
                    server.call(U1, "POST", "/api/events", "x".repeat(1_100_000)));
            for (var error : errors) {
                assertThat(error.status()).isBetween(400, 499);
                assertThat(error.text("error")).isNotEmpty();
                assertThat(error.header("content-type")).startsWith("application/json");
                assertThat(error.header("x-content-type-options")).isEqualTo("nosniff");
            }
        }
    }

    @Test
    @DisplayName("meshery 90: programs without credentials get 401, browsers the login page")
    void item90_unauthenticated() {
        try (var server =
                MesheryServer.start(new FakeLog(), directory, MesheryServer.config(MesheryConfig.Auth.SESSION))) {
            for (var path : List.of("/api/system/events", "/api/events", "/api/v2/events", PREFERENCES)) {
                assertThat(server.get(U1, path).status()).isEqualTo(401);
                var browser = server.send(server.request("", path)
                        .header("Accept", "text/html,*/*")
                        .build());
                assertThat(browser.status()).isEqualTo(302);
                assertThat(browser.header("location")).isNotEmpty();
            }
        }
    }

    @Test
    @DisplayName("meshery 90: without accounts everybody is the zero user")
    void item90_zeroUser() {
        try (var server =
                MesheryServer.start(new FakeLog(), directory, MesheryServer.config(MesheryConfig.Auth.NONE))) {
            server.post("", "a", "b", "error");
            assertThat(server.list("", "").each("user_id")).containsExactly(Uuids.ZERO.toString());
        }
    }

    @Test
    @DisplayName("meshery 91: the purge takes the old, never the new")
    void item91_purge() throws Exception {
        var config = new MesheryConfig(
                WireCase.SNAKE,
                UUID.fromString(MesheryServer.S),
                MesheryConfig.Auth.HEADER,
                Duration.ofDays(90),
                3,
                256,
                "/");
        try (var server = MesheryServer.start(new FakeLog(), directory, config)) {
            for (int days : List.of(91, 89, 200)) {
                server.publish(Event.about("a", "b", GIVEN)
                        .description(days + " days old")
                        .time(Instant.now().minus(Duration.ofDays(days)))
                        .build());
            }
            assertThat(server.total(U1)).isEqualTo(3);
            assertThat(server.dialect.purgeNow()).isEqualTo(2);
            assertThat(server.list(U1, "").each("description")).containsExactly("89 days old");
            var ids = server.postMany(U2, 5);
            server.call(U2, "PUT", "/api/events/status/" + ids.get(4), "{\"status\":\"read\"}");
            assertThat(server.dialect.purgeNow()).isEqualTo(2);
            assertThat(server.list(U2, "category=connection").ids())
                    .containsExactlyInAnyOrder(ids.get(1), ids.get(2), ids.get(3));
            assertThat(server.dialect.purgeNow()).isZero();
        }
    }

    @Test
    @DisplayName("meshery 92: events survive a restart")
    void item92_restart() {
        var tape = new FakeLog.Tape("tape");
        String id;
        var config = MesheryServer.config(MesheryConfig.Auth.HEADER);
        try (var server = MesheryServer.start(new FakeLog(tape, InstantSource.system()), directory, config)) {
            id = server.post(U1, "a", "b", "error", "still here");
            server.call(U1, "PUT", "/api/events/status/" + id, "{\"status\":\"read\"}");
        }
        try (var server = MesheryServer.start(new FakeLog(tape, InstantSource.system()), directory, config)) {
            assertThat(server.list(U1, "").ids()).containsExactly(id);
            assertThat(server.get(U1, "/api/events/" + id).text("status")).isEqualTo("read");
        }
    }

    @Test
    @DisplayName("meshery 92: the instance id is the same after a restart")
    void item92_instanceId() {
        var first = InstanceId.in(directory, "");
        assertThat(InstanceId.in(directory, "")).isEqualTo(first);
        assertThat(InstanceId.in(directory, MesheryServer.S)).hasToString(MesheryServer.S);
    }

    @Test
    @DisplayName("meshery section 10: preferences are each user's own and are kept")
    void preferences() {
        var defaults = Json.parse("{\"toasts\":true,\"min_toast_severity\":\"debug\",\"muted_categories\":[],"
                        + "\"mark_read_on_open\":false}")
                .tree();
        try (var server = MesheryServer.start(directory)) {
            assertThat(server.get(U1, PREFERENCES).body()).isEqualTo(defaults);
            var changed = server.call(
                    U1, "PUT", PREFERENCES, "{\"toasts\":false,\"muted_categories\":[\"seeding\"],\"other\":1}");
            assertThat(changed.body().get("toasts").asBoolean()).isFalse();
            assertThat(changed.body().has("other")).isFalse();
            for (var body : List.of("{\"toasts\":1}", "{\"min_toast_severity\":\"loud\"}", "[]", "x")) {
                assertThat(server.call(U1, "PUT", PREFERENCES, body).status()).isEqualTo(400);
            }
            assertThat(server.get(U1, PREFERENCES).body()).isEqualTo(changed.body());
            assertThat(server.get(U2, PREFERENCES).body()).isEqualTo(defaults);
        }
    }
}
