package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import carillon.server.app.PageCommands;
import carillon.server.app.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation promises to users of Digital Rebar holds, command by command and line by line. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FromDigitalRebarTest {

    private static final Pattern ROW =
            Pattern.compile("\\| (.+) \\| `([A-Z]+) (/[^ `]*)(?: ([^`]+))?` \\| ([0-9]{3})( refused| ignored)? \\|");
    private static final String MACHINE = "6f1c0c8e-0000-4000-8000-0000000000a1";

    private Path directory = Path.of("");
    private TestServer server;

    @BeforeAll
    void start(@TempDir Path temporary) {
        directory = temporary;
        server = new TestServer(directory.resolve("data"), Map.of());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static String page(String name) throws IOException {
        return Files.readString(Path.of(System.getProperty("carillon.root"), "docs", name));
    }

    @Test
    void everyCommandOfThePageWorks() throws Exception {
        var blocks = PageCommands.marked("docs/start/from-digital-rebar.md", "run");
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(3);
        var out = directory.resolve("out");
        for (var block : blocks) {
            assertThat(PageCommands.run(block, server, directory, out))
                    .as(block.text())
                    .isZero();
        }
        assertThat(Files.readString(out))
                .contains("websocket-changed-filter", "\"Description\":\"the lab\"", "\"Name\":\"n1\"", "\"a8\"")
                .containsPattern("(?i)x-drp-list-filter-count: 1")
                .doesNotContain("\"Messages\"");
    }

    @Test
    void everyLineOfTheTableHolds(@TempDir Path data) throws Exception {
        var softly = new SoftAssertions();
        int lines = 0;
        try (var fresh = new TestServer(data, Map.of())) {
            var rest = Rest.basic(fresh.server().listeners().get("https") + "/api/v3", "rocketskates:r0cketsk8ts");
            for (var line : rows()) {
                var row = ROW.matcher(line);
                softly.assertThat(row.matches()).as(line).isTrue();
                if (!row.matches()) {
                    continue;
                }
                lines++;
                var body = row.group(4) == null ? null : row.group(4).replace(":\"ID\"", ":\"" + MACHINE + "\"");
                var answer = rest.call(row.group(2), row.group(3).replace("/ID", "/" + MACHINE), body);
                softly.assertThat(answer.status())
                        .as("%s%n%s", line, answer.body())
                        .isEqualTo(Integer.parseInt(row.group(5)));
                if (answer.status() < 300) {
                    softly.assertThat(answer.header("content-type")).as(line).startsWith("application/json");
                } else if (!row.group(2).equals("HEAD")) {
                    softly.assertThat(Json.parse(answer.body())
                                    .tree()
                                    .path("Code")
                                    .asInt(0))
                            .as(line)
                            .isEqualTo(answer.status());
                }
            }
        }
        softly.assertThat(lines).isGreaterThan(40);
        softly.assertAll();
    }

    private static List<String> rows() throws IOException {
        var table = new ArrayList<String>();
        var page = page("reference/drp.md");
        var section = page.substring(page.indexOf("\n## Stock clients\n"), page.indexOf("\n## Who sees what"));
        section.lines().filter(line -> line.startsWith("| `")).forEach(table::add);
        return table;
    }
}
