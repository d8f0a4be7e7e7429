package carillon.server.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Much through the bridge, and peers that take nothing. */
class RelayLoadTest {

    private static final int MESSAGE = 64 << 10;

    private final BridgeHost host =
            new BridgeHost(config -> config.withTimes(Duration.ofSeconds(30), Duration.ofMillis(700)));

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    @DisplayName("issue 5: 32 MB in 64 KB messages arrive whole and in order")
    void relaysMuch() {
        try (var server = host.peer("server", "k");
                var client = host.peer("client", "k")) {
            var to = client.available().getFirst();
            server.available();
            var body = "x".repeat(MESSAGE);
            int count = 512;
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < count; i++) {
                    client.relay(to, i + " " + body);
                }
            });
            for (int i = 0; i < count; i++) {
                var text = server.client.text();
                assertThat(text.substring(text.indexOf('\n') + 1)).isEqualTo(i + " " + body);
            }
        }
    }

    @Test
    @DisplayName("issue 5: a stalled peer is cut off, and who sent to it goes on")
    void aStalledPeerIsCutOff() {
        try (var server = host.peer("server", "k");
                var stalled = host.peer("client", "k");
                var healthy = host.peer("client", "k")) {
            stalled.available();
            healthy.available();
            var first = server.available();
            var both = first.size() == 2 ? first : server.available();
            // In order of connection.
            var toStalled = both.get(0);
            var toHealthy = both.get(1);
            stalled.client.stall();
            var body = "x".repeat(MESSAGE);
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 400; i++) {
                    server.relay(toStalled, body);
                }
                server.relay(toHealthy, "still here");
            });
            assertThat(healthy.client.text()).endsWith("\nstill here");
            await().until(() -> host.bridge.peers().size() == 2);
        }
    }
}
