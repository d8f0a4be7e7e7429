package carillon.server.dialect.sysadm;

import carillon.sdk.event.Json;
import carillon.sdk.event.MalformedJsonException;
import carillon.server.dialect.sysadm.Envelope.Message.Call;
import carillon.server.keylogin.Challenge;
import java.net.http.WebSocket;
import java.security.PrivateKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * One connection to a bridge, this server being the one that dialled. What the bridge itself says begins with a brace;
 * everything else has the id of a client in its first line. The socket calls one at a time.
 */
final class BridgeLink implements WebSocket.Listener {

    static final String LOGIN = "server_to_bridge_auth";

    /** What a bridge's own question for the keys is called; it takes an answer under this name at any time (section 10.4). */
    static final String LIST_KEYS = "bridge_request_list_keys";

    private static final Logger LOG = LoggerFactory.getLogger(BridgeLink.class);
    private static final int LONGEST_MESSAGE = 2 << 20;
    private static final int MOST_CLIENTS = 10_000;

    private final String nickname;
    private final PrivateKey key;
    private final Calls calls;
    private final KeySettings settings;
    private final PeerFactory factory;
    private final Map<String, VirtualPeer> clients = new HashMap<>();
    private final StringBuilder partial = new StringBuilder();
    private @Nullable LinkOutbox outbox;
    private volatile boolean authenticated;
    private volatile boolean open = true;

    /** Held while the keys are read, on purpose: of two answers the later one must be the newer. */
    private final ReentrantLock telling = new ReentrantLock();

    /** The keys that the bridge was told last; guarded by {@link #telling}. */
    private @Nullable JsonNode told;

    /** Makes sessions for clients that appear. */
    @FunctionalInterface
    interface PeerFactory {
        VirtualPeer open(String id, VirtualPeer.Link link);
    }

    BridgeLink(String nickname, PrivateKey key, Calls calls, KeySettings settings, PeerFactory factory) {
        this.nickname = nickname;
        this.key = key;
        this.calls = calls;
        this.settings = settings;
        this.factory = factory;
    }

    boolean isOpen() {
        return open;
    }

    boolean authenticated() {
        return authenticated;
    }

    @Override
    public void onOpen(WebSocket socket) {
        outbox = new LinkOutbox(socket);
        send(Envelope.frame(text(""), LOGIN, "auth_ssl", "rpc"));
        socket.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        if (partial.length() + data.length() > LONGEST_MESSAGE) {
            LOG.warn("bridge {} sent a message of more than {} characters", nickname, LONGEST_MESSAGE);
            socket.abort();
            over();
            return null;
        }
        partial.append(data);
        if (last) {
            var message = partial.toString();
            partial.setLength(0);
            take(message);
        }
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        LOG.info("bridge {} closed the connection: {} {}", nickname, code, reason);
        over();
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        LOG.info("the connection to bridge {} broke: {}", nickname, error.toString());
        over();
    }

    /** The connection is no longer wanted, or broke: the clients behind it are gone. */
    void over() {
        open = false;
        authenticated = false;
        var queue = outbox;
        if (queue != null) {
            queue.close();
        }
        synchronized (clients) {
            clients.values().forEach(VirtualPeer::end);
            clients.clear();
        }
    }

    private void send(String message) {
        var queue = outbox;
        if (queue != null && !queue.send(message)) {
            LOG.warn("bridge {} takes too little; reconnecting", nickname);
            over();
        }
    }

    private void take(String message) {
        if (message.startsWith("{")) {
            // Here and now: what a client sends right behind its announcement must find it made.
            ofBridge(message);
            return;
        }
        int end = message.indexOf('\n');
        var id = end < 0 ? "" : message.substring(0, end);
        VirtualPeer client;
        synchronized (clients) {
            client = clients.get(id);
        }
        // Only who was announced is a client: the bridge does not relay from others.
        if (client != null) {
            client.take(message.substring(end + 1));
        }
    }

    private void ofBridge(String message) {
        JsonNode tree;
        try {
            tree = Json.parse(message).tree();
        } catch (MalformedJsonException noJson) {
            return;
        }
        if (!(Envelope.parse(message) instanceof Call call)) {
            return;
        }
        if (call.in("events") && call.name().equals("bridge")) {
            announced(call.args().path("available_connections"));
        } else if (call.in("rpc") && call.name().equals("response")) {
            answered(tree.path("id").asString(""), call.args());
        } else if (call.in("rpc") && call.name().equals("identify")) {
            show(call, calls.identify());
        } else if (call.in("rpc") && call.name().equals("settings") && authenticated) {
            if (call.args().path("action").asString("").equals("list_ssl_checksums")) {
                tell(keys -> Envelope.reply(call, keys));
            }
        }
    }

    /**
     * Tells the bridge the keys that are registered now, if it knows others. The bridge asks once, after the login, and a
     * key registered later would pair nobody. Touches the disk.
     */
    void tellKeys() {
        telling.lock();
        try {
            if (authenticated && !settings.checksums().args().equals(told)) {
                tell(keys -> Envelope.frame(keys, LIST_KEYS, "response", "rpc"));
            }
        } finally {
            telling.unlock();
        }
    }

    private void tell(Function<JsonNode, String> message) {
        telling.lock();
        try {
            var keys = settings.checksums().args();
            told = keys;
            send(message.apply(keys));
        } finally {
            telling.unlock();
        }
    }

    private void show(Call call, Outcome outcome) {
        if (outcome instanceof Outcome.Result result) {
            send(Envelope.reply(call, result.args()));
        }
    }

    private void answered(String id, JsonNode args) {
        if (!id.equals(LOGIN)) {
            return;
        }
        if (args.path("test_string").isString()) {
            var answer = Challenge.answer(args.path("test_string").stringValue(), key);
            send(Envelope.frame(
                    Json.mapper().createObjectNode().put("encrypted_string", answer), LOGIN, "auth_ssl", "rpc"));
        } else if (args.isArray() && args.size() == 2) {
            authenticated = true;
            LOG.info("logged in to bridge {}", nickname);
        }
    }

    private void announced(JsonNode list) {
        var ids = new HashSet<String>();
        for (var id : list) {
            if (id.isString() && ids.size() < MOST_CLIENTS) {
                ids.add(id.stringValue());
            }
        }
        synchronized (clients) {
            if (!open) {
                return;
            }
            clients.entrySet().removeIf(client -> {
                boolean vanished = !ids.contains(client.getKey());
                if (vanished) {
                    client.getValue().end();
                }
                return vanished;
            });
            for (var id : ids) {
                clients.computeIfAbsent(id, fresh -> factory.open(fresh, this::send));
            }
        }
    }

    private static JsonNode text(String text) {
        return Json.mapper().getNodeFactory().stringNode(text);
    }
}
