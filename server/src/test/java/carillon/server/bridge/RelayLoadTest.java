package carillon.server.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Much through the bridge, and peers that take nothing. */
class RelayLoadTest {

    private static final Logger LOG = LoggerFactory.getLogger(RelayLoadTest.class);
    private static final int MESSAGE = 64 << 10;

    private final BridgeHost host =
            new BridgeHost(config -> config.withTimes(Duration.ofSeconds(30), Duration.ofMillis(700)));

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    @DisplayName("issue 5: 32 MB in 64 KB messages arrive whole and in order")
    void relaysMuch() throws InterruptedException {
        relay(512);
    }

    @Test
    @Tag("full")
    @DisplayName("issue 5: 1 GB in 64 KB messages with flat memory")
    void relaysAGigabyte() throws InterruptedException {
        relay(16_384);
    }

    private void relay(int count) throws InterruptedException {
        try (var server = host.peer("server", "k");
                var client = host.peer("client", "k")) {
            var to = client.available().getFirst();
            server.available();
            var body = "x".repeat(MESSAGE - 60);
            var sender = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < count; i++) {
                    client.relay(to, i + " " + body);
                }
            });
            long start = System.nanoTime();
            long most = 0;
            for (int i = 0; i < count; i++) {
                var text = server.client.text();
                assertThat(text.substring(text.indexOf('\n') + 1, text.indexOf(' ')))
                        .isEqualTo(Integer.toString(i));
                if (i % 4096 == 4095) {
                    most = Math.max(most, live());
                }
            }
            sender.join();
            LOG.info(
                    "relayed {} MB in {} ms, at most {} MB live",
                    ((long) count * MESSAGE) >> 20,
                    (System.nanoTime() - start) / 1_000_000,
                    most >> 20);
            assertThat(most).isLessThan(200L << 20);
        }
    }

    /** What is still there after a collection. */
    private static long live() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
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

    @Test
    @DisplayName("issue 5: 50 servers and 50 clients over real sockets see exactly whom they should")
    void manyPeers() {
        var peers = new java.util.ArrayList<RelayPeer>();
        try {
            for (int i = 0; i < 50; i++) {
                // Server i shares key i with client i, and key i + 1 with the next client.
                peers.add(host.peer("server", "key" + i, "key" + (i + 1)));
                peers.add(host.peer("client", "key" + i));
            }
            host.bridge.settle();
            await().until(() -> host.bridge.peers().stream()
                            .mapToInt(peer -> peer.visible().size())
                            .sum()
                    == 2 * (50 + 49));
            assertThat(host.bridge.peers())
                    .allMatch(
                            peer -> !peer.visible().isEmpty() && peer.visible().size() <= 2);
        } finally {
            peers.forEach(RelayPeer::close);
        }
        await().until(() -> host.bridge.peers().isEmpty());
    }
}
