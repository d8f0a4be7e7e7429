package carillon.server.dialect.eventsprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** socket.io-client of npm, unchanged, in Node. */
@TestInstance(Lifecycle.PER_CLASS)
class StockClientTest {

    private ClientBed bed;

    @BeforeAll
    void start(@TempDir Path data, @TempDir Path pages) throws Exception {
        bed = new ClientBed(data, pages);
    }

    @AfterAll
    void stop() throws Exception {
        bed.close();
    }

    @ParameterizedTest(
            name = "events-protocol 83: connect, publish, subscribe, acknowledgement, recovery; in Node, {0}")
    @ValueSource(strings = {"websocket", "polling", "polling,websocket"})
    void item83_node(String transports) throws Exception {
        var output = NodeTools.script(
                "stock-client.mjs",
                bed.hub.uri("http", "").toString(),
                bed.wire.url(),
                bed.site(),
                bed.hub.token,
                transports,
                ClientBed.modules().toString());
        assertThat(output).isEqualTo("ok");
    }
}
