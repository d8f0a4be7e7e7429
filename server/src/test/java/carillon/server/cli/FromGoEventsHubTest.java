package carillon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.app.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/start/from-go-events.md for the hub, against a demo server. Those for the library run in its own module. */
class FromGoEventsHubTest {

    private static final Pattern BLOCK = Pattern.compile("<!-- hub -->\\n```sh\\n(.*?)```", Pattern.DOTALL);

    @Test
    @DisplayName("a Go-Events service publishes on the hub, asks it, and sends batches")
    void everyCommandWorks(@TempDir Path directory) throws Exception {
        var page = Files.readString(Path.of(System.getProperty("carillon.root"), "docs/start/from-go-events.md"));
        var block = BLOCK.matcher(page);
        assertThat(block.find()).isTrue();
        var output = directory.resolve("out");
        try (var server = new TestServer(directory.resolve("data"), Map.of())) {
            var commands = block.group(1)
                    .replace("127.0.0.1:8092", "127.0.0.1:" + server.base().getPort());
            var process = new ProcessBuilder("sh", "-e", "-c", commands)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
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
