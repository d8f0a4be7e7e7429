package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.config.Settings;
import carillon.server.config.SysAdmSettings;
import carillon.server.dialect.sysadm.Client;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restart changes nothing for those who subscribe: the last event is replayed as before. */
class SysAdmRestartTest {

    private static final String LOGIN = "{'namespace':'rpc','name':'auth','id':'in',"
            + "'args':{'username':'rocketskates','password':'r0cketsk8ts'}}";
    private static final String SUBSCRIBE =
            "{'namespace':'events','name':'subscribe','id':'s','args':'life-preserver'}";

    @TempDir
    Path data;

    @Test
    @DisplayName("the most recent life-preserver event is replayed after a restart, told or only remembered")
    void lifePreserver() throws IOException {
        var log = Files.writeString(data.resolve("lpreserver.log"), "");
        try (var server = new TestServer(
                data,
                Map.of(
                        Settings.SYSADM_ENABLED.key(), "true",
                        SysAdmSettings.LP_LOG_FILE.key(), log.toString(),
                        SysAdmSettings.LP_POLL.key(), "20"))) {
            try (var client = subscribed(server)) {
                assertThat(client.next().path("name").asString()).isEqualTo("response");
                append(log, "Sun Mar 5 02:00:00 UTC 2017: Creating snapshot on a\n");
                assertThat(client.next().toString()).contains("New snapshot of a");
            }
            server.restart();
            replays(server, "New snapshot of a");
            // Written while the server is away: it is never told live, and replayed all the same.
            server.restart(() -> append(log, "Sun Mar 5 03:00:00 UTC 2017: Creating snapshot on b\n"));
            replays(server, "New snapshot of b");
            server.restart();
            replays(server, "New snapshot of b");
        }
    }

    private static void replays(TestServer server, String message) {
        try (var client = subscribed(server)) {
            var replay = client.next();
            assertThat(replay.path("name").asString()).isEqualTo("life_preserver");
            assertThat(replay.toString()).contains(message);
        }
    }

    private static Client subscribed(TestServer server) {
        var client = Client.to(URI.create(server.server().listeners().get("sysadm") + "/"));
        client.ask(LOGIN);
        client.send(SUBSCRIBE);
        return client;
    }

    private static void append(Path log, String text) {
        try {
            Files.writeString(log, text, StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
