package carillon.server.dialect.eventsprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** socket.io-client of npm in versions that are in use, unchanged, in Node. Some four seconds each. */
@Tag("full")
@TestInstance(Lifecycle.PER_CLASS)
class StockClientVersionsTest {

    private ClientBed bed;

    @BeforeAll
    void start(@TempDir Path data, @TempDir Path pages) throws Exception {
        bed = new ClientBed(data, pages);
    }

    @AfterAll
    void stop() throws Exception {
        bed.close();
    }

    @ParameterizedTest(name = "large hand-overs in order and once, a break, refused emissions; {0} by {1}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "sio48 polling",
                "sio48 polling,websocket",
                "sio40 polling",
                "sio40 polling,websocket",
                "sio31 polling",
                "sio31 polling,websocket"
            })
    void handOversBreaksRefusals(String client, String transports) throws Exception {
        var modules = NodeTools.install(
                "sio48@npm:socket.io-client@4.8.4",
                "sio40@npm:socket.io-client@4.0.2",
                "sio31@npm:socket.io-client@3.1.3");
        var output = NodeTools.script(
                "client-versions.mjs",
                bed.hub.uri("http", "").toString(),
                bed.wire.url(),
                bed.site(),
                bed.hub.token,
                transports,
                client,
                modules.toString());
        assertThat(output).isEqualTo("ok");
    }
}
