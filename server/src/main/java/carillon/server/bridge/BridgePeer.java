package carillon.server.bridge;

import carillon.core.delivery.Outlet;
import carillon.core.memory.TreeMemory;
import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.server.http.DelayedTasks;
import carillon.server.http.Utf8;
import carillon.server.http.WebSocketConnection;
import carillon.server.http.WebSocketFrames;
import carillon.server.http.WebSocketListener;
import carillon.server.keylogin.Challenge;
import carillon.server.keylogin.RandomText;
import carillon.server.keylogin.RegisteredKey;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One peer of the bridge: answers what is addressed to the bridge, and passes on what is addressed to others. Its own
 * requests block on keys and files, so they run on virtual threads; relaying stays on the event loop.
 */
final class BridgePeer implements WebSocketListener {

    private static final int MOST_CHECKSUMS = 1000;
    private static final int LONGEST_CHECKSUM = 64;
    // Beyond this a sender is not read until those it sends to have taken what they were sent.
    private static final long MOST_IN_FLIGHT = 1 << 20;

    final String id = "::{" + UUID.randomUUID() + "}";

    private final Bridge bridge;
    private final WebSocketConnection socket;
    private final Outlet outlet;
    private final DelayedTasks delayed;
    private final AtomicInteger ownRequests = new AtomicInteger();
    private final AtomicLong inFlight = new AtomicLong();
    private @Nullable Challenge challenge;
    private volatile @Nullable RegisteredKey key;
    private volatile PeerRole role = PeerRole.UNKNOWN;
    private volatile String hostname = "";
    private volatile boolean paused;

    BridgePeer(Bridge bridge, WebSocketConnection socket) {
        this.bridge = bridge;
        this.socket = socket;
        this.outlet = socket.outlet(RelayFormat.NONE);
        this.delayed = new DelayedTasks(bridge.thread());
    }

    boolean loggedIn() {
        return key != null;
    }

    /** The key it logged in with; null before. */
    @Nullable
    RegisteredKey key() {
        return key;
    }

    PeerRole role() {
        return role;
    }

    String hostname() {
        return hostname;
    }

    WebSocketConnection socket() {
        return socket;
    }

    /** What it has to do later; dropped when it is gone. */
    DelayedTasks delayed() {
        return delayed;
    }

    /** In order among relayed messages. */
    void send(String text) {
        socket.lane().execute(() -> socket.sendText(text));
    }

    @Override
    public void onText(String text) {
        if (text.startsWith("{")) {
            inOrder(TreeMemory.of(text), () -> own(text));
        } else if (ownRequests.get() == 0) {
            relay(text);
        } else {
            // Behind a login that is still being checked: the message may need it.
            inOrder(text.length(), () -> relay(text));
        }
    }

    /** Treated as the text it encodes. */
    @Override
    public void onBinary(byte[] bytes) {
        Utf8.text(bytes).ifPresentOrElse(this::onText, bridge.counters()::dropped);
    }

    @Override
    public void onClose(int code, String reason) {
        delayed.cancel();
        bridge.gone(this);
    }

    private void inOrder(long bytes, Runnable task) {
        ownRequests.incrementAndGet();
        socket.runInOrder(bytes, () -> {
            try {
                task.run();
            } finally {
                ownRequests.decrementAndGet();
            }
        });
    }

    // Relaying.

    private void relay(String text) {
        int end = text.indexOf('\n');
        var to = end < 0 ? "" : text.substring(0, end);
        var target = to.isEmpty() || to.indexOf(' ') >= 0 || !loggedIn() ? null : bridge.target(this, to);
        if (target == null) {
            bridge.counters().dropped();
            return;
        }
        var bytes = (id + text.substring(end)).getBytes(StandardCharsets.UTF_8);
        bridge.counters().relayed(bytes.length);
        target.take(bytes, this);
    }

    /** Queues a message from another peer, which waits when too much of what it sent is still on its way. */
    private void take(byte[] bytes, BridgePeer from) {
        from.sent(bytes.length);
        socket.lane()
                .execute(() ->
                        outlet.writePiece(List.of(WebSocketFrames.text(bytes)), () -> from.arrived(bytes.length)));
    }

    private void sent(int bytes) {
        if (inFlight.addAndGet(bytes) > MOST_IN_FLIGHT) {
            socket.lane().execute(this::pauseOrGoOn);
        }
    }

    private void arrived(int bytes) {
        if (inFlight.addAndGet(-bytes) <= MOST_IN_FLIGHT / 2 && paused) {
            socket.lane().execute(this::pauseOrGoOn);
        }
    }

    /** On the sender's own event loop, so that pausing and going on cannot overtake each other. */
    private void pauseOrGoOn() {
        boolean tooMuch = inFlight.get() > (paused ? MOST_IN_FLIGHT / 2 : MOST_IN_FLIGHT);
        if (tooMuch != paused) {
            paused = tooMuch;
            if (tooMuch) {
                socket.pauseReading();
                // What was on its way may have arrived between the question and the pause.
                socket.lane().execute(this::pauseOrGoOn);
            } else {
                socket.resumeReading();
            }
        }
    }

    // What is addressed to the bridge.

    private void own(String text) {
        JsonNode message;
        try {
            message = Json.parse(text).tree();
        } catch (MalformedJsonException ignored) {
            // Silence is the rule for everything that is no whole message (section 10.4).
            return;
        }
        boolean whole = message.path("namespace").isString()
                && message.path("name").isString()
                && message.has("args")
                && message.has("id");
        if (!whole || message.path("name").stringValue().equals("error")) {
            return;
        }
        if (message.path("name").stringValue().equals("response")) {
            answered(message.path("id"), message.path("args"));
        } else {
            requested(message);
        }
    }

    private void answered(JsonNode to, JsonNode args) {
        if (to.isString()
                && to.stringValue().equals(BridgeFrames.IDENTIFY)
                && args.path("type").isString()) {
            role = PeerRole.ofType(args.path("type").stringValue());
            hostname = args.path("hostname").asString("");
            bridge.pair(pairing -> pairing.role(id, role));
        } else if (to.isString() && to.stringValue().equals(BridgeFrames.LIST_KEYS) && loggedIn()) {
            var checksums = new ArrayList<String>();
            for (var checksum : args.path("md5_keys")) {
                if (checksum.isString()
                        && checksum.stringValue().length() <= LONGEST_CHECKSUM
                        && checksums.size() < MOST_CHECKSUMS) {
                    checksums.add(checksum.stringValue());
                }
            }
            bridge.pair(pairing -> pairing.checksums(id, checksums));
        }
    }

    private void requested(JsonNode message) {
        boolean rpc = message.path("namespace").stringValue().equalsIgnoreCase("rpc");
        var known = rpc ? BridgeRequest.of(message.path("name").stringValue()) : Optional.<BridgeRequest>empty();
        known.ifPresentOrElse(
                request -> requested(request, message), () -> reply(message, Json.NULL.tree(), loggedIn()));
    }

    private void requested(BridgeRequest request, JsonNode message) {
        switch (request) {
            case IDENTIFY -> reply(message, bridge.identity(), true);
            case AUTH_SSL -> {
                var args = message.path("args");
                if (args.has("encrypted_string")) {
                    login(message, args.path("encrypted_string").asString(""));
                } else {
                    challenge(message);
                }
            }
        }
    }

    private void challenge(JsonNode message) {
        var config = bridge.config();
        var text = RandomText.of(config.tokenLength());
        challenge = new Challenge(text, bridge.clock().instant().plus(config.challenge()));
        reply(message, Json.mapper().createObjectNode().put("test_string", text), true);
    }

    private void login(JsonNode message, String encrypted) {
        var asked = challenge;
        // Good for one answer, right or wrong.
        challenge = null;
        var from = socket.remote().getAddress();
        try (var _ = bridge.lockout().turn(from)) {
            login(message, encrypted, asked, from);
        }
    }

    private void login(JsonNode message, String encrypted, @Nullable Challenge asked, InetAddress from) {
        boolean blocked = bridge.lockout().blocked(from);
        if (blocked) {
            // Each further failure begins the block anew.
            bridge.lockout().failed(from);
        }
        var known = blocked
                ? null
                : bridge.gate().key(from, () -> checked(encrypted, asked, from)).orElse(null);
        key = known;
        if (known == null) {
            bridge.loggedOut(this);
            reply(message, BridgeFrames.text("unauthorized"), false);
            return;
        }
        bridge.pair(pairing -> pairing.loggedIn(id, true));
        var args = Json.mapper().createArrayNode();
        args.add(RandomText.of(bridge.config().tokenLength()));
        args.add(Bridge.TOKEN_SECONDS);
        reply(message, args, true);
        delayed.after(bridge.config().keyListDelay(), () -> send(BridgeFrames.listKeys()));
    }

    private Optional<RegisteredKey> checked(String encrypted, @Nullable Challenge asked, InetAddress from) {
        var found = asked == null
                ? Optional.<RegisteredKey>empty()
                : asked.answered(encrypted, bridge.keys().all(), bridge.clock().instant());
        if (found.isPresent()) {
            bridge.lockout().succeeded(from);
        } else {
            bridge.lockout().failed(from);
        }
        return found;
    }

    private void reply(JsonNode to, JsonNode args, boolean good) {
        send(BridgeFrames.frame(
                args,
                to.path("id"),
                good ? "response" : "error",
                to.path("namespace").stringValue()));
    }
}
