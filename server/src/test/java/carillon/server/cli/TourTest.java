package carillon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.app.TestServer;
import java.io.IOException;
import java.net.URI;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every command of README's tour and of the pages for those who come from another system works as printed, against a demo server. */
class TourTest {

    private static final Pattern BLOCK = Pattern.compile("<!-- tour -->\\n```sh\\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyCommandOfTheTourWorks(@TempDir Path directory) throws IOException, InterruptedException {
        try (var server = new TestServer(directory.resolve("data"), Map.of())) {
            writeCommand(directory.resolve("carillon"));
            for (var block : blocks("README.md")) {
                assertThat(run(directory, block, server)).as(block).isZero();
            }
            var said = Files.readString(directory.resolve("out"));
            assertThat(said)
                    .contains("it works", "\"sequence\"", "The filter parses", "\"Stage\":\"burn-in\"")
                    .doesNotContain("problem+json", "\"code\":\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "docs/start/from-meshery.md, Registered `staging`; count_by_severity_level; actedUpon",
        "docs/start/from-sysadm.md, \"type\" : \"server\"; rpc/settings; \"sequence\""
    })
    void everyCommandForThoseWhoComeFromAnotherSystemWorks(String page, String wanted, @TempDir Path directory)
            throws IOException, InterruptedException {
        try (var server = new TestServer(directory.resolve("data"), Map.of("sysadm.enabled", "true"))) {
            for (var block : blocks(page)) {
                assertThat(run(directory, block, server)).as(block).isZero();
            }
            assertThat(Files.readString(directory.resolve("out"))).contains(wanted.split("; "));
        }
    }

    private static List<String> blocks(String page) throws IOException {
        var text = Files.readString(Path.of(System.getProperty("carillon.root"), page));
        var found = new ArrayList<String>();
        var blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            found.add(blocks.group(1));
        }
        assertThat(found).as("tour blocks in " + page).hasSizeGreaterThanOrEqualTo(3);
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

    /** The command with the ports of this server in the place of the usual ones. */
    private static String here(String block, TestServer server) {
        var rest = URI.create(server.server().listeners().getOrDefault("sysadm-rest", "https://closed"));
        return block.replace("127.0.0.1:9081", "127.0.0.1:" + server.base().getPort())
                .replace("127.0.0.1:12151", "127.0.0.1:" + rest.getPort());
    }

    private static int run(Path directory, String block, TestServer server) throws IOException, InterruptedException {
        var process = new ProcessBuilder("sh", "-e", "-c", here(block, server))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("out").toFile()));
        process.environment().put("CARILLON_SERVER", server.base().toString());
        var running = process.start();
        if (!running.waitFor(90, TimeUnit.SECONDS)) {
            running.destroyForcibly();
            throw new AssertionError("does not end: " + block + Files.readString(directory.resolve("out")));
        }
        return running.exitValue();
    }
}
