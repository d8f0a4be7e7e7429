package carillon.server.bridge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who sees whom (section 10.5): peers of different roles, both logged in, that share a checksum. Every change returns what
 * is to be announced: the complete list of each peer whose list is another one than it was told last.
 *
 * <p>Seeing is mutual, so a change of one peer touches its own list and its place in the lists of those that it saw or
 * sees; an index by checksum finds them. One thread.
 */
final class Pairing {

    private final Map<String, Peer> peers = new HashMap<>();
    private final Map<String, Set<Peer>> byChecksum = new HashMap<>();
    private long connections;

    private static final class Peer {

        final String id;
        final long order;
        final TreeMap<Long, Peer> sees = new TreeMap<>();
        PeerRole role = PeerRole.UNKNOWN;
        Set<String> checksums = Set.of();
        boolean loggedIn;
        List<String> told = List.of();

        Peer(String id, long order) {
            this.id = id;
            this.order = order;
        }

        List<String> list() {
            return sees.values().stream().map(peer -> peer.id).toList();
        }
    }

    void connect(String id) {
        peers.put(id, new Peer(id, connections++));
    }

    Map<String, List<String>> disconnect(String id) {
        var peer = peers.remove(id);
        if (peer == null) {
            return Map.of();
        }
        setChecksums(peer, Set.of());
        return changed(peer);
    }

    Map<String, List<String>> role(String id, PeerRole role) {
        return change(id, peer -> peer.role = role);
    }

    /** A login begins without keys: the peer is asked for them. */
    Map<String, List<String>> loggedIn(String id, boolean in) {
        return change(id, peer -> {
            peer.loggedIn = in;
            if (!in) {
                setChecksums(peer, Set.of());
            }
        });
    }

    Map<String, List<String>> checksums(String id, List<String> checksums) {
        return change(id, peer -> {
            if (peer.loggedIn) {
                setChecksums(peer, new LinkedHashSet<>(checksums));
            }
        });
    }

    /** The ids that a peer sees, in order of connection. */
    List<String> visibleTo(String id) {
        var peer = peers.get(id);
        return peer == null ? List.of() : peer.list();
    }

    private interface Change {
        void to(Peer peer);
    }

    private Map<String, List<String>> change(String id, Change change) {
        var peer = peers.get(id);
        if (peer == null) {
            return Map.of();
        }
        change.to(peer);
        return changed(peer);
    }

    private void setChecksums(Peer peer, Set<String> next) {
        for (var old : peer.checksums) {
            var holders = byChecksum.get(old);
            if (holders != null && holders.remove(peer) && holders.isEmpty()) {
                byChecksum.remove(old);
            }
        }
        peer.checksums = Set.copyOf(next);
        for (var checksum : peer.checksums) {
            byChecksum.computeIfAbsent(checksum, none -> new HashSet<>()).add(peer);
        }
    }

    private Map<String, List<String>> changed(Peer peer) {
        var touched = new LinkedHashSet<Peer>();
        touched.add(peer);
        var now = seenBy(peer);
        for (var before : List.copyOf(peer.sees.values())) {
            if (now.remove(before.order) == null) {
                peer.sees.remove(before.order);
                before.sees.remove(peer.order);
                touched.add(before);
            }
        }
        now.forEach((order, fresh) -> {
            peer.sees.put(order, fresh);
            fresh.sees.put(peer.order, peer);
            touched.add(fresh);
        });
        return announcements(touched);
    }

    private Map<Long, Peer> seenBy(Peer peer) {
        var seen = new HashMap<Long, Peer>();
        if (!peer.loggedIn || !peers.containsKey(peer.id)) {
            return seen;
        }
        for (var checksum : peer.checksums) {
            for (var other : byChecksum.getOrDefault(checksum, Set.of())) {
                if (other.loggedIn && peer.role.pairsWith(other.role)) {
                    seen.put(other.order, other);
                }
            }
        }
        return seen;
    }

    private Map<String, List<String>> announcements(Set<Peer> touched) {
        var announcements = new LinkedHashMap<String, List<String>>();
        for (var peer : touched) {
            var list = new ArrayList<>(peer.list());
            boolean connected = isConnected(peer.id);
            if (connected && peer.loggedIn && !list.equals(peer.told)) {
                peer.told = List.copyOf(list);
                announcements.put(peer.id, peer.told);
            }
        }
        return announcements;
    }

    private boolean isConnected(@Nullable String id) {
        return peers.containsKey(id);
    }
}
