package carillon.server.socketio;

import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.sdk.event.StoredEvent;
import carillon.server.http.WebSocketFrames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * How stored events look in one namespace: {@code 42["event",…]}, encoded once and shared by everybody there. Make one
 * instance and keep it: connections share frames only with the same instance.
 */
public final class SharedEvents {

    private final FrameFormat websocket;
    private final FrameFormat polled;

    /**
     * Makes the formats of a namespace.
     *
     * @param dialect name in metrics
     * @param array the JSON array of event name and arguments, UTF-8. A last argument that is a text is what clients send
     *     back as their offset
     */
    public SharedEvents(String dialect, String namespace, Function<StoredEvent, byte[]> array) {
        var packet = packetOf(namespace, array);
        this.websocket = new FrameFormat() {
            @Override
            public String dialect() {
                return dialect;
            }

            @Override
            public Frame encode(StoredEvent stored) {
                return WebSocketFrames.text(packet.apply(stored));
            }
        };
        this.polled = new FrameFormat() {
            @Override
            public String dialect() {
                return dialect;
            }

            @Override
            public Frame encode(StoredEvent stored) {
                return new PolledFrame(packet.apply(stored));
            }
        };
    }

    private static Function<StoredEvent, byte[]> packetOf(String namespace, Function<StoredEvent, byte[]> array) {
        var head = SocketCodec.eventHead(namespace).getBytes(StandardCharsets.UTF_8);
        return stored -> {
            var body = array.apply(stored);
            var out = new ByteArrayOutputStream(head.length + body.length);
            out.writeBytes(head);
            out.writeBytes(body);
            return out.toByteArray();
        };
    }

    FrameFormat websocket() {
        return websocket;
    }

    FrameFormat polled() {
        return polled;
    }
}
