package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.User;
import carillon.server.access.AccessConfig;
import carillon.server.access.FileDirectory;
import carillon.server.config.Settings;
import carillon.server.file.SmallDisk;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose disk fills up refuses changes with a code that says so, forgets nothing, and goes on when there is room. */
class FullDiskTest {

    private static final String NOTICE = "0198b2c3-1111-7abc-8def-001122334455";
    private static final String BULK = "{\"ids\":[\"" + NOTICE + "\"],\"status\":\"read\"}";

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void changesAreRefusedAndResumeWhenThereIsRoom() throws Exception {
        try (var disk = SmallDisk.mount(directory.resolve("disk"), 24);
                var server = new TestServer(disk.root().resolve("data"), Map.of(Settings.METRICS.key(), "false"))) {
            var base = server.base();
            assertThat(send(base, "POST", "/api/v3/users", user("ada")).statusCode())
                    .isEqualTo(201);
            assertThat(send(base, "POST", "/v1/events", "{\"type\":\"t\",\"id\":\"" + NOTICE + "\"}")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(send(base, "GET", "/api/system/events/" + NOTICE, "").statusCode())
                    .isEqualTo(200);
            disk.fill();

            // What the journal was given in advance takes a few.
            int published = 201;
            for (int i = 0; i < 8 && published == 201; i++) {
                published = send(base, "POST", "/v1/events", event("x".repeat(900_000)))
                        .statusCode();
            }
            assertThat(published).isEqualTo(507);
            // The journal gave its own room in advance back.
            disk.fill();
            var refused = send(base, "POST", "/api/v3/users", user("eve"));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(507);
            assertThat(refused.body()).contains("disk is full");
            assertThat(send(base, "GET", "/api/v3/users/eve", "").statusCode()).isEqualTo(404);
            assertThat(send(base, "GET", "/api/v3/users/ada", "").statusCode()).isEqualTo(200);
            assertThat(send(base, "DELETE", "/api/v3/users/ada", "").statusCode())
                    .isEqualTo(507);
            assertThat(send(base, "GET", "/api/v3/users/ada", "").statusCode()).isEqualTo(200);

            var marks = List.of(
                    List.of("PUT", "/api/system/events/status/" + NOTICE, "{\"status\":\"read\"}"),
                    List.of("PUT", "/api/system/events/status/bulk", BULK),
                    List.of("DELETE", "/api/system/events/" + NOTICE, ""),
                    List.of("DELETE", "/api/system/events/bulk", BULK));
            for (var mark : marks) {
                assertThat(send(base, mark.get(0), mark.get(1), mark.get(2)).statusCode())
                        .as(mark.toString())
                        .isEqualTo(507);
            }
            assertThat(send(base, "GET", "/api/system/events/" + NOTICE, "").body())
                    .contains("\"unread\"");

            disk.makeRoom();
            for (var mark : marks) {
                assertThat(send(base, mark.get(0), mark.get(1), mark.get(2)).statusCode())
                        .as(mark.toString())
                        .isBetween(200, 204);
            }
            assertThat(send(base, "POST", "/v1/events", event("small")).statusCode())
                    .isEqualTo(201);
            assertThat(send(base, "POST", "/api/v3/users", user("eve")).statusCode())
                    .isEqualTo(201);
            assertThat(FileDirectory.open(disk.root().resolve("data"), AccessConfig.DEFAULT)
                            .directory()
                            .users())
                    .extracting(User::name)
                    .contains("ada", "eve");
        }
    }

    private static String user(String name) {
        return "{\"Name\":\"" + name + "\",\"Roles\":[]}";
    }

    private static String event(String text) {
        return "{\"type\":\"t\",\"action\":\"a\",\"key\":\"k\",\"object\":\"" + text + "\"}";
    }

    private HttpResponse<String> send(URI base, String method, String path, String body) throws Exception {
        var pair = "rocketskates:r0cketsk8ts".getBytes(StandardCharsets.US_ASCII);
        var request = HttpRequest.newBuilder(base.resolve(path))
                .header("authorization", "Basic " + Base64.getEncoder().encodeToString(pair))
                .header("content-type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
