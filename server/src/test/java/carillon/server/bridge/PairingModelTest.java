package carillon.server.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random connects, logins, key changes and drops of 50 servers and 50 clients against a model too simple to be wrong. */
class PairingModelTest {

    private static final int PEERS = 100;
    private static final int KEYS = 40;
    private static final int STEPS = 3000;

    private final Pairing pairing = new Pairing();
    /** In order of connection. */
    private final Map<String, Modelled> model = new LinkedHashMap<>();

    private final Map<String, List<String>> told = new HashMap<>();
    private Random random = new Random();
    private int made;

    private static final class Modelled {
        PeerRole role = PeerRole.UNKNOWN;
        boolean loggedIn;
        List<String> checksums = List.of();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @DisplayName("sysadm 10.5: after every change every peer knows exactly whom it sees")
    void announcementsAreRight(long seed) {
        random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            change();
            model.forEach((id, peer) -> {
                if (peer.loggedIn) {
                    assertThat(told.getOrDefault(id, List.of()))
                            .as("seed %d", seed)
                            .isEqualTo(expected(id, peer));
                }
                assertThat(pairing.visibleTo(id)).isEqualTo(expected(id, peer));
            });
        }
    }

    private void change() {
        int dice = random.nextInt(10);
        if (model.size() < PEERS && dice < 4) {
            var id = "::{" + made++ + "}";
            model.put(id, new Modelled());
            pairing.connect(id);
            return;
        }
        if (model.isEmpty()) {
            return;
        }
        var id = new ArrayList<>(model.keySet()).get(random.nextInt(model.size()));
        var peer = model.getOrDefault(id, new Modelled());
        switch (dice) {
            case 4 -> {
                model.remove(id);
                told.remove(id);
                hear(pairing.disconnect(id));
            }
            case 5, 6 -> {
                peer.role = made % 2 == 0 ? PeerRole.SERVER : PeerRole.CLIENT;
                hear(pairing.role(id, peer.role));
            }
            case 7 -> {
                peer.loggedIn = random.nextInt(4) > 0;
                peer.checksums = peer.loggedIn ? peer.checksums : List.of();
                hear(pairing.loggedIn(id, peer.loggedIn));
            }
            default -> {
                var checksums = keys();
                peer.checksums = peer.loggedIn ? checksums : peer.checksums;
                hear(pairing.checksums(id, checksums));
            }
        }
    }

    private List<String> keys() {
        var keys = new ArrayList<String>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            keys.add("key" + random.nextInt(KEYS));
        }
        return keys;
    }

    private void hear(Map<String, List<String>> announcements) {
        announcements.forEach((id, list) -> {
            assertThat(model).containsKey(id);
            assertThat(list).as("no list is repeated").isNotEqualTo(told.getOrDefault(id, List.of()));
            told.put(id, list);
        });
    }

    private List<String> expected(String id, Modelled peer) {
        return model.entrySet().stream()
                .filter(other -> !other.getKey().equals(id))
                .filter(other -> peer.loggedIn && other.getValue().loggedIn)
                .filter(other -> peer.role != PeerRole.UNKNOWN
                        && other.getValue().role != PeerRole.UNKNOWN
                        && peer.role != other.getValue().role)
                .filter(other -> !Collections.disjoint(peer.checksums, other.getValue().checksums))
                .map(Map.Entry::getKey)
                .toList();
    }
}
