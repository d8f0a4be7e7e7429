package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No page to start from can print a command or a program that no test runs, or an address that a demo server does not have. */
class DocumentedCommandsTest {

    private static final Path ROOT = Path.of(System.getProperty("carillon.root"));

    /** Marks, and the test that runs the blocks which have them. */
    private static final Map<String, String> RUN_BY = Map.of(
            "tour", "TourTest",
            "run", "FromDigitalRebarTest",
            "hub", "FromGoEventsHubTest",
            "library", "FromGoEventsTest",
            "node", "StockClientPagesTest",
            "nginx", "NginxTest",
            "java", "JavaPageTest",
            "statement", "JavaPageTest");

    static Stream<String> pages() throws IOException {
        try (var pages = Files.list(ROOT.resolve("docs/start"))) {
            return pages.map(page -> ROOT.relativize(page).toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    @DisplayName("each block of commands and each program is run by a test")
    void everyBlockIsRun(String page) throws IOException {
        for (var block : PageCommands.all(page)) {
            assertThat(block.mark())
                    .as("%s: no test runs%n%s", page, block.text())
                    .isPresent();
            assertThat(RUN_BY).as(page).containsKey(block.mark().get());
        }
    }

    @Test
    @DisplayName("each address of this machine in the documentation is one of a demo server")
    void addresses() throws IOException {
        var greeter = "http://127.0.0.1:8080";
        try (var docs = Files.walk(ROOT.resolve("docs"));
                var files = Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)) {
            for (var page :
                    files.filter(file -> file.toString().endsWith(".md")).toList()) {
                assertThat(PageCommands.strangeAddresses(Files.readString(page)))
                        .as(page.toString())
                        .isSubsetOf(page.endsWith("start/from-go-events.md") ? Set.of(greeter) : Set.of());
            }
        }
    }

    @Test
    @DisplayName("in the README, only the commands that start the hub and the tests have no test of their own")
    void readme() throws IOException {
        var unmarked = PageCommands.all("README.md").stream()
                .filter(block -> block.mark().isEmpty())
                .toList();
        assertThat(unmarked).hasSize(1);
        assertThat(unmarked.getFirst().text().lines().map(line -> line.replaceFirst("  .*", "")))
                .containsExactly("./carillon serve --demo", "./test");
    }

    @Test
    @DisplayName("each file of the data directory stands in ARCHITECTURE.md: what it is, and what happens without it")
    void dataDirectory(@TempDir Path data) throws IOException {
        var architecture = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
        var passing = Set.of("access.json.lock", "history.db-shm", "history.db-wal");
        List<String> names;
        try (var _ = new TestServer(data, Map.of("sysadm.enabled", "true", "bridge.enabled", "true"));
                var files = Files.list(data)) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(name -> !passing.contains(name))
                    .toList();
        }
        assertThat(names).contains("journal", "access.key");
        // Made when somebody first needs them.
        var later = Stream.of("params.key", "preferences", "sysadm-keys.json", "bridge-login.key");
        assertThat(Stream.concat(names.stream(), later))
                .allSatisfy(name -> assertThat(architecture).containsPattern("`" + name + "/?`"));
    }
}
