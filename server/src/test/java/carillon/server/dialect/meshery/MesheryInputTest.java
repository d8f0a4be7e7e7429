package carillon.server.dialect.meshery;

import static carillon.server.dialect.meshery.MesheryServer.GIVEN;
import static carillon.server.dialect.meshery.MesheryServer.S;
import static carillon.server.dialect.meshery.MesheryServer.U1;
import static carillon.server.dialect.meshery.MesheryServer.U2;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.sdk.event.Json;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Items 15 to 35: what goes out, and what may come in. */
class MesheryInputTest {

    private static final String FULL = """
            {"acted_upon":"0b8d3f4a-7a55-4a0f-9a39-8a4f4f2f3b77","category":"pattern","action":"download",
             "severity":"informational","description":"Design \\"bookinfo\\" was exported from the browser",
             "metadata":{"format":"yaml","bytes":5120}}""";

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

    private static String event(String more) {
        return "{\"category\":\"client_event\",\"action\":\"create\",\"severity\":\"warning\"" + more + "}";
    }

    private static List<String> names(tools.jackson.databind.JsonNode node) {
        return List.copyOf(node.propertyNames());
    }

    @Test
    @DisplayName("meshery 15: snake names, owner and deletion left out when null")
    void item15_snakeNames() {
        assertThat(names(server.post(U1, FULL).body()))
                .containsExactlyInAnyOrder(
                        "id",
                        "acted_upon",
                        "user_id",
                        "system_id",
                        "operation_id",
                        "category",
                        "action",
                        "severity",
                        "description",
                        "metadata",
                        "status",
                        "created_at",
                        "updated_at");
        server.publish(carillon.sdk.event.Event.about("a", "b", GIVEN).build());
        var global = server.list(U1, "sort=created_at").body().get("events").get(0);
        assertThat(names(global)).doesNotContain("user_id", "deleted_at");
    }

    @Test
    @DisplayName("meshery 16: camel names, metadata keys left alone")
    void item16_camelNames() {
        var answer = server.send(server.request(U1, "/api/events")
                .header("X-Meshery-Wire-Case", "camel")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(event(",\"metadata\":{\"a_b\":1}")))
                .build());
        assertThat(names(answer.body()))
                .containsExactlyInAnyOrder(
                        "id",
                        "actedUpon",
                        "owner",
                        "systemId",
                        "operationId",
                        "category",
                        "action",
                        "severity",
                        "description",
                        "metadata",
                        "status",
                        "createdAt",
                        "updatedAt");
        assertThat(answer.body().get("metadata").has("a_b")).isTrue();
        assertThat(server.get(U1, "/api/system/events?wireCase=camel").body().has("totalCount"))
                .isTrue();
    }

    @Test
    @DisplayName("meshery 17: metadata round-trips by meaning")
    void item17_metadata() {
        var metadata = "{\"a b\":{\"x\":[1,2.50,1e3,null,true,\"ü€😀\"]},\"n\":12345678901234567890,\"e\":{}}";
        var id = server.post(U1, event(",\"metadata\":" + metadata)).text("id");
        var back = server.get(U1, "/api/system/events/" + id).body().get("metadata");
        assertThat(back).isEqualTo(Json.parse(metadata).tree());
    }

    @Test
    @DisplayName("meshery 18: timestamps are RFC 3339 with a zone")
    void item18_timestamps() {
        var event = server.post(U1, FULL);
        assertThat(OffsetDateTime.parse(event.text("created_at")).getOffset().getTotalSeconds())
                .isZero();
        assertThat(OffsetDateTime.parse(event.text("updated_at"))).isEqualTo(event.text("created_at"));
    }

    @Test
    @DisplayName("meshery 19: a MeshKit error keeps its PascalCase keys in both spellings")
    void item19_errorKeys() {
        var error = "{\"error\":{\"Code\":\"meshery-server-1304\",\"Severity\":2,\"ShortDescription\":[\"x\"],"
                + "\"LongDescription\":[],\"ProbableCause\":[],\"SuggestedRemediation\":[]}}";
        var id = server.post(U1, event(",\"metadata\":" + error)).text("id");
        for (var wireCase : List.of("snake", "camel")) {
            var event = server.get(U1, "/api/system/events/" + id + "?wireCase=" + wireCase)
                    .body();
            assertThat(event.get("metadata")).isEqualTo(Json.parse(error).tree());
        }
    }

    @Test
    @DisplayName("meshery 20: the guide's sample body is accepted")
    void item20_guidesSample() {
        var answer = server.post(U1, """
                {"category":"client_event","action":"create","severity":"info",
                 "description":"An event from the client","metadata":{"foo":"bar"}}""");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(server.list(U1, "").each("severity")).containsExactly("informational");
    }

    @Test
    @DisplayName("meshery 21: 201, JSON, an id, and where it is")
    void item21_created() {
        var answer = server.post(U1, FULL);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("content-type")).startsWith("application/json");
        assertThat(answer.text("id")).isNotEqualTo(Uuids.ZERO.toString()).hasSize(36);
        assertThat(answer.header("location")).isEqualTo("/api/system/events/" + answer.text("id"));
        assertThat(server.get(U1, answer.header("location")).body()).isEqualTo(answer.body());
    }

    @Test
    @DisplayName("meshery 22: one id in reply, list and stream")
    void item22_sameId() throws Exception {
        try (var stream = SseClient.open(server, U1, "/api/system/events/subscribe")) {
            var answer = server.post(U1, FULL);
            assertThat(server.list(U1, "").body().get("events").get(0)).isEqualTo(answer.body());
            assertThat(stream.nextData()).isEqualTo(answer.body());
        }
    }

    @Test
    @DisplayName("meshery 23: what the server fills in cannot be given")
    void item23_ignored() {
        var id = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
        var answer = server.post(
                U1,
                event(
                        (",\"id\":\"%s\",\"user_id\":\"%s\",\"owner\":\"%s\",\"system_id\":\"%s\",\"operation_id\":\"%s\","
                                        + "\"status\":\"read\",\"created_at\":\"2001-01-01T00:00:00Z\"")
                                .formatted(id, U2, U2, id, id)));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("id")).isNotEqualTo(id);
        assertThat(answer.text("user_id")).isEqualTo(U1);
        assertThat(answer.text("system_id")).isEqualTo(S);
        assertThat(answer.text("operation_id")).isNotEqualTo(id);
        assertThat(answer.text("status")).isEqualTo("unread");
        assertThat(answer.text("created_at")).doesNotStartWith("2001");
        assertThat(server.post(U1, event(",\"id\":\"abc\"")).status()).isEqualTo(400);
    }

    private void rejected(String body) {
        var answer = server.post(U1, body);
        assertThat(answer.status()).as(body).isEqualTo(400);
        assertThat(answer.text("code")).as(body).isEqualTo("meshery-server-1357");
        assertThat(answer.text("error")).as(body).isNotEmpty();
    }

    @Test
    @DisplayName("meshery 24: category, action and severity are needed")
    void item24_required() {
        for (var name : List.of("category", "action", "severity")) {
            for (var value : List.of("null", "\"\"", "\"  \"", "7")) {
                var body = (tools.jackson.databind.node.ObjectNode)
                        Json.parse(event("")).tree().deepCopy();
                body.set(name, Json.parse(value).tree());
                rejected(body.toString());
                body.remove(name);
                rejected(body.toString());
            }
        }
        var both = server.post(U1, "{}");
        assertThat(both.body().get("longDescription")).hasSize(3);
    }

    @Test
    @DisplayName("meshery 25: severities are spelled exactly")
    void item25_severities() {
        for (var severity : List.of("fatal", "ERROR", "Info", "notice")) {
            rejected("{\"category\":\"a\",\"action\":\"b\",\"severity\":\"" + severity + "\"}");
        }
    }

    @Test
    @DisplayName("meshery 26: category and action are snake case")
    void item26_snakeCase() {
        rejected("{\"category\":\"Client-Event\",\"action\":\"b\",\"severity\":\"error\"}");
        rejected("{\"category\":\"a\",\"action\":\"do it\",\"severity\":\"error\"}");
        rejected("{\"category\":\"" + "a".repeat(501) + "\",\"action\":\"b\",\"severity\":\"error\"}");
    }

    @Test
    @DisplayName("meshery 27: acted_upon is a UUID other than zero")
    void item27_actedUpon() {
        rejected(event(",\"acted_upon\":\"" + Uuids.ZERO + "\""));
        rejected(event(",\"acted_upon\":\"abc\""));
        rejected(event(",\"acted_upon\":\"\""));
        assertThat(server.post(U1, event(",\"acted_upon\":null")).text("acted_upon"))
                .isEqualTo(Uuids.ZERO.toString());
    }

    @ParameterizedTest
    @DisplayName("meshery 28: what is no JSON object is refused")
    @ValueSource(strings = {"not json", "", "[]", "\"x\"", "{\"a\":", "{} {}", "null"})
    void item28_notAnObject(String body) {
        rejected(body);
    }

    @Test
    @DisplayName("meshery 29: metadata is an object or nothing")
    void item29_metadata() {
        rejected(event(",\"metadata\":[]"));
        rejected(event(",\"metadata\":\"x\""));
        for (var more : List.of("", ",\"metadata\":null")) {
            var answer = server.post(U1, event(more));
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.body().get("metadata").toString()).isEqualTo("{}");
        }
    }

    @Test
    @DisplayName("meshery 30: unknown members are ignored")
    void item30_unknown() {
        assertThat(server.post(U1, event(",\"what\":{\"is\":[\"this\"]}")).status())
                .isEqualTo(201);
    }

    @Test
    @DisplayName("meshery 31: camelCase is understood and wins")
    void item31_camelInput() {
        var other = "cccccccc-cccc-4ccc-8ccc-cccccccccccc";
        assertThat(server.post(U1, event(",\"actedUpon\":\"" + GIVEN + "\"")).text("acted_upon"))
                .isEqualTo(GIVEN);
        assertThat(server.post(U1, event(",\"acted_upon\":\"" + other + "\",\"actedUpon\":\"" + GIVEN + "\""))
                        .text("acted_upon"))
                .isEqualTo(GIVEN);
    }

    @Test
    @DisplayName("meshery 32: both paths take events")
    void item32_bothPaths() {
        assertThat(server.call(U1, "POST", "/api/system/events", FULL).status()).isEqualTo(201);
        assertThat(server.call(U1, "POST", "/api/events", FULL).status()).isEqualTo(201);
        assertThat(server.total(U1)).isEqualTo(2);
    }

    @Test
    @DisplayName("meshery 33: what is rejected is neither stored nor streamed")
    void item33_nothingHappens() throws Exception {
        try (var stream = SseClient.open(server, U1, "/api/system/events/subscribe")) {
            rejected("{}");
            rejected(event(",\"metadata\":7"));
            assertThat(server.call(U1, "POST", "/api/events", "x".repeat(1_100_000))
                            .status())
                    .isEqualTo(413);
            assertThat(server.total(U1)).isZero();
            var id = server.post(U1, "a", "b", "error");
            assertThat(stream.nextData().get("id").asString()).isEqualTo(id);
        }
    }

    @Test
    @DisplayName("meshery 34: a store that fails is told with 500, and nothing is streamed")
    void item34_storeFailure() throws Exception {
        try (var stream = SseClient.open(server, U1, "/api/system/events/subscribe")) {
            server.journal.refuse(new Refusal(ErrorCode.STORAGE_FULL, "the disk is full"));
            var answer = server.post(U1, FULL);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text("code")).isEqualTo("meshery-server-1303");
            server.journal.refuse(null);
            var id = server.post(U1, "a", "b", "error");
            assertThat(stream.nextData().get("id").asString()).isEqualTo(id);
            assertThat(server.total(U1)).isEqualTo(1);
        }
    }
}
