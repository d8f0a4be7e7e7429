package carillon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.app.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of README's tour works as printed, against a demo server. */
class TourTest {

    private static final Pattern BLOCK = Pattern.compile("<!-- tour -->\\n```sh\\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyCommandOfTheTourWorks(@TempDir Path directory) throws IOException, InterruptedException {
        try (var server = new TestServer(directory.resolve("data"), Map.of())) {
            writeCommand(directory.resolve("carillon"));
            for (var block : blocks()) {
                assertThat(run(directory, block, server.base().getPort()))
                        .as(block)
                        .isZero();
            }
            var said = Files.readString(directory.resolve("out"));
            assertThat(said)
                    .contains("it works", "\"sequence\"", "The filter parses", "\"Stage\":\"burn-in\"")
                    .doesNotContain("problem+json", "\"code\":\"");
        }
    }

    private static List<String> blocks() throws IOException {
        var readme = Files.readString(Path.of(System.getProperty("carillon.root"), "README.md"));
        var found = new ArrayList<String>();
        var blocks = BLOCK.matcher(readme);
        while (blocks.find()) {
            found.add(blocks.group(1));
        }
        assertThat(found).as("tour blocks in README").hasSizeGreaterThanOrEqualTo(4);
        return found;
    }

    /** What stands for ./carillon: the same main class from the classes under test. */
    private static void writeCommand(Path file) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        Files.writeString(
                file,
                "#!/bin/sh\nexec '" + java + "' -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path")
                        + "' carillon.server.cli.Main \"$@\"\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static int run(Path directory, String block, int port) throws IOException, InterruptedException {
        var process = new ProcessBuilder("sh", "-e", "-c", block.replace("127.0.0.1:9081", "127.0.0.1:" + port))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("out").toFile()));
        process.environment().put("CARILLON_SERVER", "http://127.0.0.1:" + port);
        var running = process.start();
        if (!running.waitFor(90, TimeUnit.SECONDS)) {
            running.destroyForcibly();
            throw new AssertionError("does not end: " + block + Files.readString(directory.resolve("out")));
        }
        return running.exitValue();
    }
}
