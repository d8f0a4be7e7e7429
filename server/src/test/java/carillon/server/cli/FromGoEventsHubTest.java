package carillon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.app.PageCommands;
import carillon.server.app.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/start/from-go-events.md for the hub, against a demo server. Those for the library run in its own module. */
class FromGoEventsHubTest {

    @Test
    @DisplayName("a Go-Events service publishes on the hub, asks it, and sends batches")
    void everyCommandWorks(@TempDir Path directory) throws Exception {
        var output = directory.resolve("out");
        try (var server = new TestServer(directory.resolve("data"), Map.of())) {
            for (var block : PageCommands.marked("docs/start/from-go-events.md", "hub")) {
                assertThat(PageCommands.run(block, server, directory, output))
                        .as(block.text())
                        .isZero();
            }
        }
        assertThat(Files.readString(output))
                .containsSubsequence(
                        "event:publish:response",
                        "event:query:response",
                        "Hello, Ada",
                        "batch:response",
                        "Hello, Ada",
                        "Event \\\"unknown\\\" not found",
                        "event:subscribe");
    }
}
