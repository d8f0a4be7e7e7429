package carillon.server.socketio;

import carillon.core.access.OpenSessions;
import carillon.core.delivery.Frame;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import carillon.server.http.Response;
import carillon.server.http.WebSocketConnection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that began with polling, and may have changed to WebSocket since. All such sessions share the one polling
 * thread; everything without a note belongs to it.
 */
final class PollingSession extends EngineSession {

    private static final Logger LOG = LoggerFactory.getLogger(PollingSession.class);

    private static final byte[] NOOP = {'6'};
    private static final byte[] CLOSE = {'1'};

    private final SocketIoConfig config;
    private final PollingThread thread;
    private final ClientSession client;
    private final Consumer<EngineSession> gone;
    private final ArrayDeque<byte[]> outbox = new ArrayDeque<>();
    private final List<Runnable> waitingForRoom = new ArrayList<>();
    private long outboxBytes;
    private OpenSessions.Session held = OpenSessions.Session.NONE;
    private @Nullable CompletableFuture<Response> poll;
    private @Nullable WebSocketConnection probing;
    private @Nullable WebSocketConnection upgraded;

    // Written on the polling thread, read anywhere.
    private volatile boolean closed;

    PollingSession(
            String id,
            SocketIoConfig config,
            PollingThread thread,
            Function<EngineSession, ClientSession> client,
            Consumer<EngineSession> gone) {
        super(id);
        this.config = config;
        this.thread = thread;
        this.gone = gone;
        this.client = client.apply(this);
    }

    /** Its first request's credentials may be revoked. */
    void endsWith(OpenSessions.Session session) {
        thread.now(() -> {
            held = session;
            if (closed) {
                session.close();
            }
        });
    }

    // What the client does over HTTP.

    void poll(CompletableFuture<Response> answer) {
        if (closed) {
            answer.complete(EngineErrors.UNKNOWN_SESSION);
        } else if (upgraded != null) {
            answer.complete(EngineErrors.UPGRADED);
        } else if (poll != null && !poll.isDone()) {
            // Two polls at once: neither could know what the other got.
            answer.complete(EngineErrors.badRequest("two polls at once"));
            close(Ending.lost("two polls at once"));
        } else {
            poll = answer;
            var _ = answer.whenComplete((response, gaveUp) -> thread.now(this::pollEnded));
            answerPoll(probing != null);
        }
    }

    /** The client may have hung up: what waits stays for its next poll, or until it has missed a ping. */
    private void pollEnded() {
        if (poll != null && poll.isDone()) {
            poll = null;
        }
    }

    void push(byte[] body, CompletableFuture<Response> answer) {
        if (closed) {
            answer.complete(EngineErrors.UNKNOWN_SESSION);
            return;
        }
        if (upgraded != null) {
            answer.complete(EngineErrors.UPGRADED);
            return;
        }
        try {
            for (var packet : EnginePacket.decodeBody(body)) {
                receive(packet);
            }
            answer.complete(EngineErrors.OK);
        } catch (MalformedPacketException malformed) {
            answer.complete(EngineErrors.badRequest(malformed.rule()));
            refuse(malformed);
        }
    }

    private void receive(EnginePacket packet) throws MalformedPacketException {
        if (closed) {
            return;
        }
        switch (packet) {
            case EnginePacket.Message message -> client.onMessage(message.text());
            case EnginePacket.Binary binary -> client.onBinary();
            case EnginePacket.Pong pong -> pong();
            case EnginePacket.Noop noop -> {
                // Means nothing, by definition.
            }
            case EnginePacket.Close close -> close(Ending.LEFT);
            case EnginePacket.Ping ping -> throw new MalformedPacketException("the server sends the pings");
            case EnginePacket.Upgrade upgrade -> throw new MalformedPacketException("no upgrade is under way");
        }
    }

    private void refuse(MalformedPacketException malformed) {
        close(Ending.broken(malformed.rule()));
    }

    // The change to WebSocket.

    /** A WebSocket with this session's id was opened; false if it may not become the transport. */
    boolean probe(WebSocketConnection connection) {
        if (closed || upgraded != null || probing != null) {
            return false;
        }
        probing = connection;
        connection.sendText("3probe");
        // The client waits for its poll to end before it goes on.
        answerPoll(true);
        return true;
    }

    boolean upgrade(WebSocketConnection connection) {
        if (closed || !connection.equals(probing)) {
            return false;
        }
        probing = null;
        upgraded = connection;
        answerPoll(true);
        while (!outbox.isEmpty()) {
            connection.sendText(new String(outbox.removeFirst(), StandardCharsets.UTF_8));
        }
        outboxBytes = 0;
        releaseWaiting();
        return true;
    }

    /** Text over the new transport. */
    void received(String text) {
        try {
            receive(EnginePacket.decode(text));
        } catch (MalformedPacketException malformed) {
            refuse(malformed);
        }
    }

    void receivedBinary() {
        try {
            client.onBinary();
        } catch (MalformedPacketException malformed) {
            refuse(malformed);
        }
    }

    void webSocketClosed(WebSocketConnection connection) {
        if (connection.equals(upgraded)) {
            close(Ending.TRANSPORT_GONE);
        } else if (connection.equals(probing)) {
            probing = null;
        }
    }

    // What goes to the client.

    @Override
    void send(String packet) {
        thread.now(() -> {
            var connection = upgraded;
            if (connection != null) {
                connection.sendText(packet);
            } else {
                enqueue(packet.getBytes(StandardCharsets.UTF_8));
                answerPoll(false);
            }
        });
    }

    private void enqueue(byte[] packet) {
        if (closed) {
            return;
        }
        outbox.add(packet);
        outboxBytes += packet.length;
        if (outboxBytes > config.outboxBytes()) {
            close(Ending.tooSlow(outboxBytes + " bytes wait for the next poll"));
        }
    }

    /** Answers the waiting poll if there is something to say, or if it has to end anyway. */
    private void answerPoll(boolean anyway) {
        var waiting = poll;
        if (waiting == null || !(anyway || !outbox.isEmpty())) {
            return;
        }
        poll = null;
        int packets = fitting();
        // Whoever hung up meanwhile gets nothing, and nothing is taken off.
        if (waiting.complete(EngineErrors.text(packets == 0 ? NOOP : body(packets)))) {
            for (int i = 0; i < packets; i++) {
                outboxBytes -= outbox.removeFirst().length;
            }
            if (outboxBytes < config.outboxBytes() / 2) {
                releaseWaiting();
            }
        }
    }

    /** How many packets fit into one body; at least one, unless there is none. */
    private int fitting() {
        long size = -1;
        int packets = 0;
        for (var packet : outbox) {
            size += 1 + packet.length;
            if (packets > 0 && size > config.maxPayloadBytes()) {
                break;
            }
            packets++;
        }
        return packets;
    }

    private byte[] body(int packets) {
        var body = new ByteArrayOutputStream();
        outbox.stream().limit(packets).forEach(packet -> {
            if (body.size() > 0) {
                body.write(EnginePacket.SEPARATOR);
            }
            body.writeBytes(packet);
        });
        return body.toByteArray();
    }

    private void releaseWaiting() {
        var callbacks = List.copyOf(waitingForRoom);
        waitingForRoom.clear();
        callbacks.forEach(Runnable::run);
    }

    @Override
    void close(Ending ending) {
        thread.now(() -> {
            if (!closed) {
                LOG.debug("session {} ends: {}", id(), ending);
                closed = true;
                gone.accept(this);
                held.close();
                endTransport(ending);
                outbox.clear();
                outboxBytes = 0;
                releaseWaiting();
                client.onClosed(ending.reason());
            }
        });
    }

    private void endTransport(Ending ending) {
        var waiting = poll;
        if (waiting != null) {
            poll = null;
            waiting.complete(EngineErrors.text(ending.equals(Ending.LEFT) ? NOOP : CLOSE));
        }
        for (var connection : new @Nullable WebSocketConnection[] {upgraded, probing}) {
            if (connection != null) {
                connection.close(ending.closeCode(), ending.detail());
            }
        }
        upgraded = null;
        probing = null;
    }

    @Override
    boolean isOpen() {
        return !closed;
    }

    @Override
    void onThread(Runnable task) {
        thread.now(task);
    }

    @Override
    Lane lane() {
        return thread.lane();
    }

    @Override
    Outlet outlet(SharedEvents events) {
        return new PolledOutlet(events);
    }

    @Override
    void pauseReading() {
        thread.now(() -> {
            if (upgraded != null) {
                upgraded.pauseReading();
            }
        });
    }

    @Override
    void resumeReading() {
        thread.now(() -> {
            if (upgraded != null) {
                upgraded.resumeReading();
            }
        });
    }

    @Override
    ClientSession client() {
        return client;
    }

    /** Where the hub's events go: into the next poll's answer, or on to the WebSocket as shared frames. */
    private final class PolledOutlet extends Outlet {

        private final SharedEvents events;
        private final List<Frame> forWebSocket = new ArrayList<>();
        private @Nullable Outlet beyond;

        PolledOutlet(SharedEvents events) {
            super(thread.lane(), events.polled());
            this.events = events;
        }

        @Override
        protected void write(Frame frame) {
            if (frame instanceof PolledFrame polled && !closed) {
                if (upgraded != null) {
                    forWebSocket.add(polled.websocket());
                } else {
                    enqueue(polled.packet());
                }
            }
            frame.release();
        }

        @Override
        protected void flush() {
            var connection = upgraded;
            if (connection == null) {
                forWebSocket.forEach(Frame::release);
                forWebSocket.clear();
                answerPoll(false);
                return;
            }
            var target = beyond(connection);
            var frames = List.copyOf(forWebSocket);
            forWebSocket.clear();
            // One hand-over for all frames of a batch.
            target.lane().execute(() -> target.writePiece(frames, () -> {}));
        }

        private Outlet beyond(WebSocketConnection connection) {
            var target = beyond;
            if (target == null) {
                target = connection.outlet(events.websocket());
                beyond = target;
            }
            return target;
        }

        @Override
        protected void whenReady(Runnable callback) {
            var target = beyond;
            if (closed) {
                callback.run();
            } else if (target != null) {
                target.lane().execute(() -> target.writePiece(List.of(), callback));
            } else if (outboxBytes < config.outboxBytes() / 2) {
                callback.run();
            } else {
                waitingForRoom.add(callback);
            }
        }

        @Override
        protected void breakOff(String reason) {
            close(Ending.lost(reason));
        }

        @Override
        public void revoked(String why) {
            close(Ending.revoked(why));
        }

        @Override
        public boolean closed() {
            return closed;
        }
    }
}
