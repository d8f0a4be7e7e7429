package carillon.server.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 50 servers and 50 clients with overlapping keys on real sockets, which come and go at random. After every few changes
 * each of them has been told exactly whom it should see. {@link PairingModelTest} does more steps without sockets.
 */
class BridgeModelTest {

    private static final int EACH = 50;
    private static final int KEYS = 60;
    private static final int ROUNDS = 40;

    private final BridgeHost host = new BridgeHost();
    /** By name, in order of connection. */
    private final Map<String, Guest> guests = new LinkedHashMap<>();

    private Random random = new Random();
    private int made;

    private static final class Guest {

        final RelayPeer peer;
        final boolean server;
        List<String> keys;
        boolean loggedIn = true;
        /** The list it was told last. */
        List<String> told = List.of();

        Guest(RelayPeer peer, boolean server, List<String> keys) {
            this.peer = peer;
            this.server = server;
            this.keys = keys;
        }

        /** Hears what was announced meanwhile. */
        void hear() throws InterruptedException {
            for (var text = peer.client.poll(Duration.ZERO); text != null; text = peer.client.poll(Duration.ZERO)) {
                var list = RelayPeer.announced(text);
                if (list.isPresent()) {
                    assertThat(list.get()).as("no list is repeated").isNotEqualTo(told);
                    told = list.get();
                }
            }
        }

        boolean sees(Guest other) {
            return loggedIn && other.loggedIn && server != other.server && !Collections.disjoint(keys, other.keys);
        }
    }

    @AfterEach
    void close() {
        guests.values().forEach(guest -> guest.peer.close());
        host.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    @DisplayName("issue 5: 50 servers and 50 clients hear exactly whom they see, whoever comes and goes")
    void everybodyHearsWhomTheySee(long seed) {
        random = new Random(seed);
        for (int i = 0; i < EACH; i++) {
            connect(true);
            connect(false);
        }
        check(seed);
        for (int round = 0; round < ROUNDS; round++) {
            for (int changes = random.nextInt(1, 8); changes > 0; changes--) {
                change();
            }
            check(seed);
        }
        var all = new ArrayList<>(guests.keySet());
        all.subList(0, all.size() / 2).forEach(this::drop);
        check(seed);
    }

    private void change() {
        var names = new ArrayList<>(guests.keySet());
        var name = names.get(random.nextInt(names.size()));
        var guest = guests.get(name);
        if (guest == null) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> {
                // A refused login ends the one before it; the peer stays connected and hears nothing any more.
                guest.loggedIn = false;
                guest.peer.client.send(
                        "{'namespace':'rpc','name':'auth_ssl','id':'s2','args':{'encrypted_string':'rubbish'}}");
            }
            case 1 -> {
                if (guest.loggedIn) {
                    guest.keys = keys();
                    guest.peer.tellKeys(guest.keys.toArray(String[]::new));
                }
            }
            default -> {
                drop(name);
                connect(guest.server);
            }
        }
    }

    private void connect(boolean server) {
        var name = "guest" + made++;
        var keys = keys();
        var peer = new RelayPeer(host.uri());
        peer.identify(server ? "server" : "client", name);
        peer.login(host.login);
        peer.tellKeys(keys.toArray(String[]::new));
        guests.put(name, new Guest(peer, server, keys));
    }

    private void drop(String name) {
        var guest = guests.remove(name);
        if (guest != null) {
            guest.peer.close();
        }
    }

    private List<String> keys() {
        return IntStream.range(0, random.nextInt(4))
                .mapToObj(any -> "key" + random.nextInt(KEYS))
                .distinct()
                .toList();
    }

    private void check(long seed) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
            var ids = new HashMap<String, String>();
            host.bridge.peers().forEach(peer -> ids.put(peer.hostname(), peer.id()));
            assertThat(ids).containsOnlyKeys(guests.keySet());
            for (var guest : guests.values()) {
                guest.hear();
                if (guest.loggedIn) {
                    assertThat(guest.told).as("seed %d", seed).isEqualTo(expected(guest, ids));
                }
            }
        });
    }

    private List<String> expected(Guest guest, Map<String, String> ids) {
        return guests.entrySet().stream()
                .filter(other -> guest.sees(other.getValue()))
                .map(other -> ids.getOrDefault(other.getKey(), ""))
                .toList();
    }
}
