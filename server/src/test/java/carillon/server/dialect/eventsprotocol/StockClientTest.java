package carillon.server.dialect.eventsprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** socket.io-client of npm, unchanged, in Node. */
@TestInstance(Lifecycle.PER_CLASS)
class StockClientTest {

    private HubServer server;

    @BeforeAll
    void start(@TempDir Path data) {
        server = new HubServer(data);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "polling", "polling,websocket"})
    @DisplayName("events-protocol 83: connect, publish, subscribe, acknowledgement, reconnect with recovery")
    void item83_stockClient(String transports) throws Exception {
        var modules = NodeTools.install("socket.io-client@4.8.4");
        var output = NodeTools.script(
                "stock-client.mjs", server.uri("http", "").toString(), server.token, transports, modules.toString());
        assertThat(output).isEqualTo("ok");
    }
}
