package carillon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.app.PageCommands;
import carillon.server.app.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every command of README's tour and of the pages for those who come from another system works as printed, against a demo server. */
class TourTest {

    @Test
    void everyCommandOfTheTourWorks(@TempDir Path directory) throws IOException, InterruptedException {
        try (var server = new TestServer(directory.resolve("data"), Map.of())) {
            writeCommand(directory.resolve("carillon"));
            runAll("README.md", server, directory);
            var said = Files.readString(directory.resolve("out"));
            assertThat(said)
                    .contains("it works", "\"sequence\"", "The filter parses", "\"Stage\":\"burn-in\"")
                    .doesNotContain("problem+json", "\"code\":\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "docs/start/cloudevents.md, com.example.machine; \"operation\":\"job-7\"; \"object\":{\"temperature\": 81.50}; event: subscribed; \"id\":\"a-4\"; data: {\"specversion\"",
        "docs/start/from-meshery.md, Registered `staging`; count_by_severity_level; actedUpon",
        "docs/start/from-sysadm.md, \"type\" : \"server\"; rpc/settings; \"sequence\"; nightly"
    })
    void everyCommandForThoseWhoComeFromAnotherSystemWorks(String page, String wanted, @TempDir Path directory)
            throws IOException, InterruptedException {
        try (var server = new TestServer(
                directory.resolve("data"), Map.of("sysadm.enabled", "true", "sysadm.jobs.enabled", "true"))) {
            runAll(page, server, directory);
            assertThat(Files.readString(directory.resolve("out"))).contains(wanted.split("; "));
        }
    }

    private static void runAll(String page, TestServer server, Path directory)
            throws IOException, InterruptedException {
        var blocks = PageCommands.marked(page, "tour");
        assertThat(blocks).as("tour blocks in " + page).hasSizeGreaterThanOrEqualTo(3);
        var output = directory.resolve("out");
        for (var block : blocks) {
            assertThat(PageCommands.run(block, server, directory, output))
                    .as(() -> block.text() + said(output))
                    .isZero();
        }
    }

    private static String said(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    @DisplayName("first steps: the commands for real use work on a running server's data directory")
    void firstSteps(@TempDir Path directory) throws IOException, InterruptedException {
        var data = directory.resolve("data");
        try (var server = new TestServer(data, Map.of())) {
            writeCommand(directory.resolve("carillon"));
            var output = directory.resolve("out");
            for (var block : PageCommands.marked("docs/start/first-steps.md", "tour")) {
                // The reader types the password at the prompt.
                var here = new PageCommands.Block(
                        block.mark(),
                        "export CARILLON_PASSWORD=a-password-for-tests\n"
                                + block.text().replace("/var/lib/carillon", data.toString()));
                assertThat(PageCommands.run(here, server, directory, output))
                        .as(() -> here.text() + said(output))
                        .isZero();
            }
            var token = said(output).lines().toList().getLast();
            assertThat(token).as(said(output)).matches("[A-Za-z0-9._-]{20,}");
        }
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
}
