package carillon.server.socketio;

import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import carillon.server.http.WebSocketConnection;
import carillon.server.http.WebSocketListener;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session that was opened by WebSocket. Its frames are shared with all others, its thread is the connection's. */
final class WebSocketSession extends EngineSession implements WebSocketListener {

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketSession.class);

    private final WebSocketConnection connection;
    private final EngineListener client;
    private final Consumer<EngineSession> gone;
    private final AtomicReference<@Nullable Ending> ended = new AtomicReference<>();

    WebSocketSession(
            String id,
            WebSocketConnection connection,
            Seats.Seat seat,
            Function<EngineSession, EngineListener> client,
            Consumer<EngineSession> gone) {
        super(id, seat);
        this.connection = connection;
        this.gone = gone;
        this.client = client.apply(this);
    }

    @Override
    public void onText(String text) {
        try {
            receive(EnginePacket.decode(text));
        } catch (MalformedPacketException malformed) {
            refuse(malformed);
        }
    }

    @Override
    public void onBinary(byte[] bytes) {
        try {
            client.onBinary();
        } catch (MalformedPacketException malformed) {
            refuse(malformed);
        }
    }

    private void receive(EnginePacket packet) throws MalformedPacketException {
        switch (packet) {
            case EnginePacket.Message message -> client.onMessage(message.text());
            case EnginePacket.Pong pong -> pong();
            case EnginePacket.Noop noop -> {
                // Means nothing, by definition.
            }
            case EnginePacket.Close close -> close(Ending.LEFT);
            case EnginePacket.Ping ping -> throw new MalformedPacketException("the server sends the pings");
            case EnginePacket.Upgrade upgrade -> throw new MalformedPacketException("nothing to upgrade from");
            case EnginePacket.Binary binary -> throw new MalformedPacketException("base64 on a WebSocket");
        }
    }

    private void refuse(MalformedPacketException malformed) {
        close(Ending.broken(malformed.rule()));
    }

    @Override
    public void onClose(int code, String reason) {
        var before = ended.compareAndExchange(null, Ending.TRANSPORT_GONE);
        gone.accept(this);
        client.onClosed(before == null ? Ending.TRANSPORT_GONE.reason() : before.reason());
    }

    @Override
    void send(String packet) {
        connection.sendText(packet);
    }

    @Override
    void send(String packet, Runnable gone) {
        connection.sendText(packet, gone);
    }

    @Override
    void close(Ending ending) {
        if (ended.compareAndSet(null, ending)) {
            LOG.debug("session {} ends: {}", id(), ending);
            connection.close(ending.closeCode(), ending.detail());
        }
    }

    @Override
    boolean isOpen() {
        return ended.get() == null && connection.isOpen();
    }

    @Override
    void onThread(Runnable task) {
        connection.lane().execute(task);
    }

    @Override
    Lane lane() {
        return connection.lane();
    }

    @Override
    Outlet outlet(SharedEvents events) {
        return connection.outlet(events.websocket());
    }

    @Override
    void pauseReading() {
        connection.pauseReading();
    }

    @Override
    void resumeReading() {
        connection.resumeReading();
    }

    @Override
    EngineListener client() {
        return client;
    }
}
