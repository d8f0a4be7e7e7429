package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.dialect.eventsprotocol.NodeTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stock clients of npm against a whole demo server: the programs that pages print, and what Meshery's interfaces use. */
class StockClientPagesTest {

    private static final Pattern PROGRAM = Pattern.compile("<!-- node -->\\n```js\\n(.*?)```", Pattern.DOTALL);

    private static Path modules = Path.of("");

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        modules = NodeTools.install(
                "socket.io-client@4.8.4",
                "eventsource@4.1.1",
                "graphql-ws@6.4.2",
                "subscriptions-transport-ws@0.11.0",
                "ws@8.23.0",
                "graphql@16.15.0");
        server = new TestServer(data, Map.of("sysadm.enabled", "true"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "docs/reference/events-protocol.md, 'greeting:made Hello, Ada'",
        "docs/start/from-meshery.md, Slow answer",
        "docs/start/from-digital-rebar.md, profiles update global",
        "docs/start/from-sysadm.md, life-preserver New snapshot of vault/docs"
    })
    @DisplayName("the program of a page works as printed")
    void program(String page, String printed) throws Exception {
        var text = Files.readString(Path.of(System.getProperty("carillon.root"), page));
        var program = PROGRAM.matcher(text);
        assertThat(program.find()).isTrue();
        assertThat(NodeTools.program(PageCommands.at(server, program.group(1)), modules))
                .endsWith(printed);
    }

    @Test
    @DisplayName(
            "EventSource, graphql-ws and subscriptions-transport-ws get Meshery's events, and are told what is wrong")
    void meshery() throws Exception {
        assertThat(NodeTools.script("meshery-clients.mjs", server.base().toString(), modules.toString()))
                .isEqualTo("ok");
    }
}
