package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.server.app.TestServer;
import carillon.server.cli.Main;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts that the command line changes in the data directory of a server that is running. */
class DrpAccountsTest {

    @TempDir
    Path data;

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(data, Map.of());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Runs {@code carillon …} as a process of its own and returns what it printed. */
    private String carillon(String password, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", data.toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().put("CARILLON_PASSWORD", password);
        var running = process.start();
        var said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).as(said).isZero();
        return said;
    }

    private URI https() {
        return URI.create(server.server().listeners().get("https"));
    }

    private Rest rest(String userAndPassword) {
        return Rest.basic(https() + "/api/v3", userAndPassword);
    }

    private Session session(String userAndPassword) {
        return Session.open("wss://" + https().getAuthority() + "/api/v3/ws?token=" + Rest.escaped(userAndPassword));
    }

    @Test
    @DisplayName("drp 2.4: a user whom the command line adds is let in; a new password, or removal, ends his sockets")
    void user() throws Exception {
        carillon("", "role", "put", "watcher", "--claim", "machines/get/*", "--claim", "events/post/*");
        carillon("first-one", "user", "add", "zoe", "--role", "watcher", "--description", "night shift");
        await().untilAsserted(() ->
                assertThat(rest("zoe:first-one").get("/info").status()).isEqualTo(200));
        assertThat(rest("rocketskates:r0cketsk8ts")
                        .get("/users/zoe")
                        .json()
                        .get("Description")
                        .stringValue())
                .isEqualTo("night shift");
        try (var session = session("zoe:first-one").register("machines.*.*")) {
            carillon("second-one", "user", "password", "zoe");
            assertThat(session.closeCode()).isEqualTo(1008);
        }
        assertThat(rest("zoe:first-one").get("/info").status()).isEqualTo(403);
        var token = carillon("", "token", "mint", "zoe", "--hours", "2").strip();
        assertThat(rest("").bearer(token).get("/info").status()).isEqualTo(200);
        try (var session = session("zoe:second-one").register("machines.*.*")) {
            carillon("", "user", "remove", "zoe");
            assertThat(session.closeCode()).isEqualTo(1008);
        }
        var refused = rest("").bearer(token).get("/info");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().get("Type").stringValue()).isEqualTo("AUTH");
        assertThat(carillon("", "user", "list")).doesNotContain("zoe");
        carillon("", "role", "remove", "watcher");
        assertThat(carillon("", "role", "list")).doesNotContain("watcher");
    }
}
