package carillon.server.socketio;

import carillon.core.access.OpenSessions;
import carillon.core.delivery.Frame;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import carillon.core.error.ErrorCode;
import carillon.core.memory.MemoryBudget;
import carillon.server.http.Response;
import carillon.server.http.WebSocketConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

    /** So many WebSockets may be open at a time that want to carry the session: one that hangs must not keep out the next. */
    private static final int MOST_CANDIDATES = 4;

    /** So long a poll may be late that the client sent before it said goodbye, on another connection. */
    private static final Duration FAREWELL = Duration.ofMillis(250);

    private static final byte[] NOOP = {'6'};
    private static final byte[] CLOSE = {'1'};

    private final SocketIoConfig config;
    private final PollingThread thread;
    private final EngineListener client;
    private final Consumer<EngineSession> gone;
    private final PollOutbox outbox;
    private final List<Runnable> waitingForRoom = new ArrayList<>();
    private final List<WebSocketConnection> candidates = new ArrayList<>(1);
    private OpenSessions.Session held = OpenSessions.Session.NONE;
    private @Nullable CompletableFuture<Response> poll;
    private @Nullable WebSocketConnection probing;
    private @Nullable WebSocketConnection upgraded;
    private boolean leaving;

    // Written on the polling thread, read anywhere.
    private volatile boolean closed;

    PollingSession(
            String id,
            SocketIoConfig config,
            PollingThread thread,
            MemoryBudget.Reservation burst,
            Seats.Seat seat,
            Function<EngineSession, EngineListener> client,
            Consumer<EngineSession> gone) {
        super(id, seat);
        this.config = config;
        this.outbox = new PollOutbox(config, burst);
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
        if (silent(System.nanoTime(), config)) {
            // The next sweep would say so too; a client that comes before it is not told otherwise.
            close(missingPong(config));
        }
        if (closed) {
            answer.complete(EngineErrors.UNKNOWN_SESSION);
        } else if (upgraded != null) {
            answer.complete(EngineErrors.UPGRADED);
        } else if (poll != null && !poll.isDone()) {
            // Two polls at once: neither could know what the other got.
            answer.complete(EngineErrors.badRequest("two polls at once"));
            close(Ending.lost("two polls at once"));
        } else if (leaving) {
            poll = answer;
            close(Ending.LEFT);
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
        if (closed || leaving) {
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
        if (closed || leaving) {
            return;
        }
        switch (packet) {
            case EnginePacket.Message message -> client.onMessage(message.text());
            case EnginePacket.Binary binary -> client.onBinary();
            case EnginePacket.Pong pong -> pong();
            case EnginePacket.Noop noop -> {
                // Means nothing, by definition.
            }
            case EnginePacket.Close close -> leave();
            case EnginePacket.Ping ping -> throw new MalformedPacketException("the server sends the pings");
            case EnginePacket.Upgrade upgrade -> throw new MalformedPacketException("no upgrade is under way");
        }
    }

    /** The poll that the client has open is answered; it may come right behind the packet that says goodbye. */
    private void leave() {
        if (poll != null || upgraded != null) {
            close(Ending.LEFT);
        } else {
            leaving = true;
            var _ = thread.after(FAREWELL, () -> close(Ending.LEFT));
        }
    }

    private void refuse(MalformedPacketException malformed) {
        close(Ending.broken(malformed.rule()));
    }

    // The change to WebSocket.

    /**
     * A WebSocket with this session's id was opened. If the session uses another one, or changes to one while this one waits, this one
     * is closed at once: left without an answer, its client would keep it for the whole timeout. It is not refused by HTTP, because
     * the published suites wait for a close, and a refusal is an error to their client.
     */
    void candidate(WebSocketConnection connection) {
        if (closed || upgraded != null || candidates.size() >= MOST_CANDIDATES) {
            refuseCandidate(connection);
        } else {
            candidates.add(connection);
        }
    }

    private void refuseCandidate(WebSocketConnection connection) {
        var ending = Ending.broken(
                closed
                        ? "the session has ended"
                        : upgraded != null
                                ? "the session uses another WebSocket"
                                : "too many WebSockets want to carry the session");
        connection.close(ending.closeCode(), ending.detail());
    }

    /** A candidate sends its probe; false if it may not become the transport. */
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
        candidates.remove(connection);
        candidates.forEach(this::refuseCandidate);
        candidates.clear();
        answerPoll(true);
        while (!outbox.isEmpty()) {
            connection.sendText(new String(outbox.removeFirst(), StandardCharsets.UTF_8));
        }
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
        candidates.remove(connection);
        if (connection.equals(upgraded)) {
            close(Ending.TRANSPORT_GONE);
        } else if (connection.equals(probing)) {
            probing = null;
        }
    }

    // What goes to the client.

    @Override
    void send(String packet) {
        send(packet, () -> {});
    }

    /** What waits for a poll is counted by the outbox, out of the same memory. */
    @Override
    void send(String packet, Runnable gone) {
        thread.now(() -> {
            var connection = upgraded;
            if (connection != null) {
                connection.sendText(packet, gone);
                return;
            }
            gone.run();
            enqueue(packet.getBytes(StandardCharsets.UTF_8));
            answerPoll(false);
        });
    }

    private void enqueue(byte[] packet) {
        if (!closed && !outbox.add(packet)) {
            close(Ending.tooSlow(outbox.bytes() + " bytes wait for the next poll"));
        }
        answerFullPoll();
    }

    /** A piece of a replay, which waited for room: no bound concerns it. */
    private void enqueueReplayed(byte[] packet) {
        if (!closed) {
            outbox.addReplayed(packet);
        }
        answerFullPoll();
    }

    /** A large hand-over does not wait for its end: what fills an answer leaves, and less of it has to be kept. */
    private void answerFullPoll() {
        if (outbox.bytes() >= config.limits().payloadBytes()) {
            answerPoll(false);
        }
    }

    /** Answers the waiting poll if there is something to say, or if it has to end anyway. */
    private void answerPoll(boolean anyway) {
        var waiting = poll;
        if (waiting == null || !(anyway || !outbox.isEmpty())) {
            return;
        }
        poll = null;
        int packets = outbox.fitting();
        // Whoever hung up meanwhile gets nothing, and nothing is taken off.
        if (waiting.complete(EngineErrors.text(packets == 0 ? NOOP : outbox.body(packets)))) {
            outbox.remove(packets);
            if (outbox.hasRoom()) {
                releaseWaiting();
            }
        }
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
                outbox.close();
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
        candidates.forEach(this::refuseCandidate);
        candidates.clear();
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
    EngineListener client() {
        return client;
    }

    /** Where the hub's events go: into the next poll's answer, or on to the WebSocket as shared frames. */
    private final class PolledOutlet extends Outlet {

        private final SharedEvents events;
        private List<Frame> forWebSocket = new ArrayList<>();
        private boolean replayed;
        private @Nullable Outlet beyond;

        PolledOutlet(SharedEvents events) {
            super(thread.lane(), events.polled());
            this.events = events;
        }

        @Override
        protected void write(Frame frame) {
            write(frame, false);
        }

        @Override
        protected void writeReplayed(Frame frame) {
            write(frame, true);
        }

        private void write(Frame frame, boolean ofReplay) {
            if (frame instanceof PolledFrame polled && !closed) {
                if (upgraded != null) {
                    collect(polled.websocket(), ofReplay);
                } else if (ofReplay) {
                    enqueueReplayed(polled.packet());
                } else {
                    enqueue(polled.packet());
                }
            }
            frame.release();
        }

        /** Both kinds go on in the order in which they came, each by its own bounds. */
        private void collect(Frame frame, boolean ofReplay) {
            if (ofReplay != replayed) {
                flush();
                replayed = ofReplay;
            }
            forWebSocket.add(frame);
        }

        @Override
        protected void flush() {
            var frames = forWebSocket;
            forWebSocket = new ArrayList<>();
            var connection = upgraded;
            if (connection == null) {
                frames.forEach(Frame::release);
                answerPoll(false);
            } else if (!frames.isEmpty()) {
                // One hand-over for all frames of a batch.
                var target = beyond(connection);
                target.lane().execute(new Onward(target, frames, replayed));
            }
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
                // The callback belongs to this lane's thread.
                target.lane()
                        .execute(() ->
                                target.writePiece(List.of(), () -> thread.lane().execute(callback)));
            } else if (outbox.hasRoom()) {
                callback.run();
            } else {
                waitingForRoom.add(callback);
            }
        }

        @Override
        protected void breakOff(ErrorCode code, String reason) {
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

    /** Frames on their way to the event loop of the WebSocket. Live ones find the bounds of its outbox there. */
    private record Onward(Outlet target, List<Frame> frames, boolean replayed) implements Lane.Holding {

        @Override
        public void run() {
            if (replayed) {
                target.writePiece(frames, () -> {});
            } else {
                target.writeEvents(frames);
            }
        }

        @Override
        public void drop() {
            frames.forEach(Frame::release);
        }
    }
}
