package carillon.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.server.bridge.Bridge;
import carillon.server.bridge.BridgeHost;
import carillon.server.bridge.RelayPeer;
import carillon.server.keylogin.KeyRing;
import carillon.server.keylogin.RegisteredKey;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Much through a bridge that is a process of its own, whose memory can be seen. CARILLON_LOG=INFO shows the figures. */
class RelayedGigabyteTest {

    private static final Logger LOG = LoggerFactory.getLogger(RelayedGigabyteTest.class);
    private static final int MESSAGE = 64 << 10;
    private static final int MESSAGES = (1 << 30) / MESSAGE;

    @TempDir
    private Path data;

    @Test
    @Tag("full")
    @DisplayName("issue 5: 1 GB in 64 KB messages with flat memory")
    void gigabyte() throws Exception {
        var keys = BridgeHost.keys();
        new KeyRing(data.resolve(Bridge.KEYS))
                .add(new RegisteredKey("desk", "desk", "", RegisteredKey.stored(keys.getPublic())));
        try (var bridge = new ServerProcess(data).with("-Xms128m", "-Xmx128m", "-XX:MaxDirectMemorySize=64m")) {
            bridge.start();
            var uri = URI.create("ws://127.0.0.1:" + bridge.port() + "/sysadm/bridge");
            try (var server = peer(uri, "server", keys);
                    var client = peer(uri, "client", keys)) {
                var to = client.available().getFirst();
                server.available();
                var sender = Thread.ofPlatform().start(() -> send(client, to));
                var memory = new ArrayList<Long>();
                long start = System.nanoTime();
                for (int i = 0; i < MESSAGES; i++) {
                    var text = server.client.text();
                    int body = text.indexOf('\n') + 1;
                    assertThat(text.substring(body, text.indexOf(' ', body))).isEqualTo(Integer.toString(i));
                    assertThat(text.length() - body).isEqualTo(MESSAGE);
                    if ((i + 1) % (MESSAGES / 8) == 0) {
                        memory.add(bridge.memory().now());
                    }
                }
                sender.join();
                LOG.info("1 GB in {} ms", (System.nanoTime() - start) / 1_000_000);
                LOG.info("memory of the bridge in MB after each eighth {}", memory);
                assertThat(memory.getLast() - memory.getFirst()).isLessThan(32);
            }
        }
    }

    private static RelayPeer peer(URI uri, String type, KeyPair keys) {
        var peer = new RelayPeer(uri);
        peer.identify(type);
        peer.login(keys);
        peer.tellKeys("k");
        return peer;
    }

    private static void send(RelayPeer client, String to) {
        var body = "x".repeat(MESSAGE);
        for (int i = 0; i < MESSAGES; i++) {
            var number = i + " ";
            client.relay(to, number + body.substring(number.length()));
        }
    }
}
