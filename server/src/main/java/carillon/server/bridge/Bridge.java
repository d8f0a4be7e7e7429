package carillon.server.bridge;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.thread.HubThreads;
import carillon.core.thread.HubTimer;
import carillon.sdk.event.Json;
import carillon.server.access.LoginGate;
import carillon.server.dialect.HubDialect;
import carillon.server.http.EventChannel;
import carillon.server.http.ForeignPages;
import carillon.server.http.Request;
import carillon.server.http.Response;
import carillon.server.http.Routes;
import carillon.server.http.SlowPolicy;
import carillon.server.http.WebSocketConnection;
import carillon.server.http.WebSocketLimits;
import carillon.server.http.WebSocketListener;
import carillon.server.keylogin.KeyRing;
import carillon.server.keylogin.Lockout;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The relay. One thread owns who sees whom and sends the announcements, so that they are in order; messages are passed on
 * by the event loops, which look at a snapshot of it.
 */
public final class Bridge implements HubDialect {

    private static final EventChannel SOCKET =
            new EventChannel("bridge", "SysAdm: the relay", EventChannel.Kind.SOCKET);

    /** The file of the registered keys in the data directory. */
    public static final String KEYS = "bridge-keys.json";

    static final long TOKEN_SECONDS = 900;

    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);
    /** The command line changes the file, and what that revokes has to end within a second. */
    private static final Duration KEYS_LOOKED_AT = Duration.ofMillis(250);

    private final BridgeConfig config;
    private final LoginGate gate;
    private final InstantSource clock;
    private final KeyRing keys;
    private final Lockout lockout;
    private final BridgeCounters counters = new BridgeCounters();
    private final Pairing pairing = new Pairing();
    private final Map<String, BridgePeer> peers = new ConcurrentHashMap<>();
    private final Map<String, List<String>> visible = new ConcurrentHashMap<>();
    private final HubTimer thread;

    public Bridge(BridgeConfig config, LoginGate gate, InstantSource clock, HubThreads threads) {
        this.thread = threads.timer("bridge");
        this.config = config;
        this.gate = gate;
        this.clock = clock;
        this.keys = new KeyRing(config.dataDir().resolve(KEYS));
        this.lockout = new Lockout(config.lockout(), config.dataDir().resolve("bridge-lockout.json"), clock);
        later(KEYS_LOOKED_AT, this::endRevoked);
    }

    @Override
    public String name() {
        return "bridge";
    }

    @Override
    public String family() {
        return "SysAdm";
    }

    @Override
    public List<Routes> routes() {
        return List.of(routes("/sysadm/bridge"));
    }

    /** The bridge below a prefix, on any path there; the empty prefix is for a port of its own. */
    public Routes routes(String prefix) {
        var routes = Routes.under(prefix)
                // As for SysAdm itself: whoever connects logs in afterwards.
                .foreignPages(ForeignPages.CONNECT)
                .get("/{path...}", this::upgrade)
                .opens(SOCKET);
        return prefix.isEmpty() ? routes : routes.get("", this::upgrade).opens(SOCKET);
    }

    /** Answers who asks for the WebSocket. */
    public Response upgrade(Request request) {
        // Before the upgrade, so that a blocked address costs no connection.
        return lockout.blocked(request.remote().getAddress())
                ? Response.refuse(new Refusal(
                        ErrorCode.FORBIDDEN, "too many failed logins came from this address; try again in an hour"))
                : Response.upgrade(this::open, limits());
    }

    private WebSocketLimits limits() {
        return new WebSocketLimits(
                Duration.ofSeconds(54),
                Duration.ofSeconds(60),
                config.stall(),
                config.messageBytes(),
                config.outboxBytes(),
                Integer.MAX_VALUE,
                SlowPolicy.CLOSE_TRY_LATER);
    }

    private WebSocketListener open(WebSocketConnection socket) {
        var peer = new BridgePeer(this, socket);
        peers.put(peer.id, peer);
        pair(known -> {
            known.connect(peer.id);
            return Map.of();
        });
        peer.send(BridgeFrames.identify());
        peer.delayed().after(config.recheck(), () -> recheck(peer));
        return peer;
    }

    /** Again and again: who is not logged in by now, or with a key that is registered no more, has to go. */
    private void recheck(BridgePeer peer) {
        var key = peer.key();
        if (key != null && keys.all().contains(key)) {
            peer.delayed().after(config.recheck(), () -> recheck(peer));
        } else {
            peer.socket().lane().execute(() -> peer.socket().close(1000, ""));
        }
    }

    /** A key that was removed ends its peers at once, not at their next recheck. */
    private void endRevoked() {
        try {
            var registered = Set.copyOf(keys.all());
            for (var peer : peers.values()) {
                var key = peer.key();
                if (key != null && !registered.contains(key)) {
                    loggedOut(peer);
                    peer.socket().close(1000, "");
                }
            }
        } catch (RuntimeException unreadable) {
            LOG.warn("the registered keys could not be looked at; trying again", unreadable);
        }
        later(KEYS_LOOKED_AT, this::endRevoked);
    }

    void gone(BridgePeer peer) {
        peers.remove(peer.id);
        pair(known -> known.disconnect(peer.id));
    }

    /** Changes who sees whom, and tells those whose list is another one now. */
    void pair(Function<Pairing, Map<String, List<String>>> change) {
        thread.execute(() -> {
            var announcements = change.apply(pairing);
            visible.putAll(announcements);
            // Servers first: a client speaks as soon as it knows of a server, which then has to know the client.
            tell(announcements, PeerRole.SERVER);
            tell(announcements, PeerRole.CLIENT);
            visible.keySet().retainAll(peers.keySet());
        });
    }

    private void tell(Map<String, List<String>> announcements, PeerRole role) {
        announcements.forEach((id, list) -> {
            var peer = peers.get(id);
            if (peer != null && (peer.role() == PeerRole.SERVER) == (role == PeerRole.SERVER)) {
                peer.send(BridgeFrames.available(list));
            }
        });
    }

    /** At once, not when the announcements are through: who was just logged out must not use the moment in between. */
    void loggedOut(BridgePeer peer) {
        visible.remove(peer.id);
        pair(known -> known.loggedIn(peer.id, false));
    }

    /** The peer that a message may go to; null if there is none. */
    @Nullable
    BridgePeer target(BridgePeer from, String to) {
        var peer = peers.get(to);
        boolean may =
                config.relayAny() || visible.getOrDefault(from.id, List.of()).contains(to);
        return may && peer != null && (config.relayAny() || peer.loggedIn()) ? peer : null;
    }

    /** Everything that a peer can do: its requests, and passing on a message. */
    @Override
    public List<String> calls() {
        return Stream.concat(
                        Arrays.stream(BridgeRequest.values()).map(request -> "rpc/" + request.word()),
                        Stream.of("relay"))
                .toList();
    }

    /** Everybody who is connected, for the console. */
    public List<PeerState> peers() {
        return peers.values().stream()
                .map(peer -> {
                    var key = peer.key();
                    return new PeerState(
                            peer.id,
                            peer.role(),
                            peer.hostname(),
                            key == null ? "" : key.owner(),
                            peer.socket().remote().getAddress().getHostAddress(),
                            visible.getOrDefault(peer.id, List.of()));
                })
                .toList();
    }

    /** Cuts a peer off, by its id. It may come back. */
    public void close(String id) {
        var peer = peers.get(id);
        if (peer != null) {
            peer.socket().close(1000, "");
        }
    }

    public BridgeCounters counters() {
        return counters;
    }

    JsonNode identity() {
        return Json.mapper()
                .createObjectNode()
                .put("hostname", config.hostname())
                .put("type", "bridge");
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void later(Duration delay, Runnable task) {
        thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The bridge's own thread, for what a peer has to do later. */
    HubTimer thread() {
        return thread;
    }

    /** Waits until all changes so far are announced; for tests. */
    void settle() {
        CompletableFuture.runAsync(() -> {}, thread).join();
    }

    BridgeConfig config() {
        return config;
    }

    InstantSource clock() {
        return clock;
    }

    LoginGate gate() {
        return gate;
    }

    KeyRing keys() {
        return keys;
    }

    Lockout lockout() {
        return lockout;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
