package carillon.server.socketio;

import carillon.sdk.event.Json;
import carillon.sdk.event.JsonText;
import carillon.sdk.event.MalformedJsonException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Text to packets and back: {@code <type>[<attachments>-][<namespace>,][<ack id>][<JSON>]} (socket.io-protocol, "Packet
 * encoding"). Checks everything that the original parser checks.
 */
final class SocketCodec {

    private static final int MAX_NAMESPACE = 256;
    private static final int MAX_DIGITS = 15;

    /** A token fits. */
    static final int MAX_AUTH = 16 << 10;

    /** Names that mean something to every client library; nobody may emit them. */
    private static final Set<String> RESERVED =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    private static final List<SocketPacket.Type> BY_DIGIT = List.of(
            SocketPacket.Type.CONNECT,
            SocketPacket.Type.DISCONNECT,
            SocketPacket.Type.EVENT,
            SocketPacket.Type.ACK,
            SocketPacket.Type.CONNECT_ERROR,
            SocketPacket.Type.BINARY_EVENT,
            SocketPacket.Type.BINARY_ACK);

    private final String text;
    private int at;

    private SocketCodec(String text) {
        this.text = text;
    }

    static SocketPacket decode(String text) throws MalformedPacketException {
        return new SocketCodec(text).packet();
    }

    /** What kind of packet a text begins; the rest of it may be anything. */
    static SocketPacket.Type type(String text) throws MalformedPacketException {
        int digit = text.isEmpty() ? -1 : text.charAt(0) - '0';
        if (digit < 0 || digit >= BY_DIGIT.size()) {
            throw new MalformedPacketException("no packet type");
        }
        return BY_DIGIT.get(digit);
    }

    static String connected(String namespace, String sid, @Nullable String pid) {
        var data = Json.mapper().createObjectNode().put("sid", sid);
        if (pid != null) {
            data.put("pid", pid);
        }
        return "40" + prefix(namespace) + data;
    }

    static String refused(String namespace, String message, @Nullable JsonNode data) {
        var error = Json.mapper().createObjectNode().put("message", message);
        if (data != null) {
            error.set("data", data);
        }
        return "44" + prefix(namespace) + error;
    }

    static String disconnect(String namespace) {
        return "41" + prefix(namespace);
    }

    static String ack(String namespace, long id, String argument) {
        return "43" + prefix(namespace) + id + "[" + argument + "]";
    }

    /** The part of an event packet before its array. */
    static String eventHead(String namespace) {
        return "42" + prefix(namespace);
    }

    private static String prefix(String namespace) {
        return namespace.equals("/") ? "" : namespace + ",";
    }

    private SocketPacket packet() throws MalformedPacketException {
        var type = type();
        boolean binary = type == SocketPacket.Type.BINARY_EVENT || type == SocketPacket.Type.BINARY_ACK;
        int attachments = binary ? attachments() : 0;
        var namespace = namespace();
        var ackId = number();
        var payload = text.substring(at);
        var shape = payload.isEmpty() ? Shape.NONE : shape(payload);
        requireFit(type, ackId, shape);
        var auth = type == SocketPacket.Type.CONNECT && !payload.isEmpty() ? auth(payload) : null;
        boolean event = type == SocketPacket.Type.EVENT || type == SocketPacket.Type.BINARY_EVENT;
        return new SocketPacket(type, attachments, namespace, ackId, auth, event ? shape.name : "", payload);
    }

    private SocketPacket.Type type() throws MalformedPacketException {
        at = 1;
        return type(text);
    }

    private int attachments() throws MalformedPacketException {
        var count = number();
        if (count == null || at == text.length() || text.charAt(at) != '-' || count > Integer.MAX_VALUE) {
            throw new MalformedPacketException("a binary packet without the number of its attachments");
        }
        at++;
        return count.intValue();
    }

    private String namespace() throws MalformedPacketException {
        if (at == text.length() || text.charAt(at) != '/') {
            return "/";
        }
        int comma = text.indexOf(',', at);
        int end = comma < 0 ? text.length() : comma;
        if (end - at > MAX_NAMESPACE) {
            throw new MalformedPacketException("a namespace longer than " + MAX_NAMESPACE);
        }
        var namespace = text.substring(at, end);
        at = Math.min(text.length(), end + 1);
        int query = namespace.indexOf('?');
        return query < 0 ? namespace : namespace.substring(0, query);
    }

    private @Nullable Long number() throws MalformedPacketException {
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at - from > MAX_DIGITS) {
            throw new MalformedPacketException("a number of more than " + MAX_DIGITS + " digits");
        }
        return at == from ? null : Long.valueOf(text.substring(from, at));
    }

    /**
     * What a payload is, without a tree of it, which could take sixty times the bytes on a thread that all who poll share.
     *
     * @param kind its first token; null if there is no payload
     * @param first the first element of an array; null if there is none
     * @param name the same as text, if it is a text or a number
     */
    private record Shape(@Nullable JsonToken kind, @Nullable JsonToken first, String name) {
        static final Shape NONE = new Shape(null, null, "");

        boolean isEvent() {
            return kind == JsonToken.START_ARRAY
                    && first != null
                    && (first.isNumeric() || (first == JsonToken.VALUE_STRING && !RESERVED.contains(name)));
        }
    }

    /** Reads all of it, token by token. */
    private static Shape shape(String payload) throws MalformedPacketException {
        try {
            var utf8 = JsonText.utf8(payload);
            try (var whole = Json.parser(utf8);
                    var head = Json.parser(utf8)) {
                var kind = whole.nextToken();
                if (kind == null) {
                    throw new MalformedPacketException("a payload that is not JSON: it is blank");
                }
                var _ = Json.cut(whole, utf8);
                if (whole.nextToken() != null) {
                    throw new MalformedPacketException("a payload that is not JSON: there is more behind it");
                }
                var _ = head.nextToken();
                var first = kind == JsonToken.START_ARRAY ? head.nextToken() : null;
                boolean named = first != null && first.isScalarValue();
                return new Shape(kind, first, named ? head.getString() : "");
            }
        } catch (MalformedJsonException | JacksonException malformed) {
            throw new MalformedPacketException("a payload that is not JSON: " + malformed.getMessage());
        }
    }

    private static JsonNode auth(String payload) throws MalformedPacketException {
        if (payload.length() > MAX_AUTH) {
            throw new MalformedPacketException("more than " + MAX_AUTH + " characters to join a namespace with");
        }
        return Json.parse(payload).tree();
    }

    private static void requireFit(SocketPacket.Type type, @Nullable Long ackId, Shape shape)
            throws MalformedPacketException {
        boolean fits = switch (type) {
            case CONNECT -> shape.kind == null || shape.kind == JsonToken.START_OBJECT;
            case DISCONNECT -> shape.kind == null;
            case EVENT, BINARY_EVENT -> shape.isEvent();
            case ACK, BINARY_ACK -> shape.kind == JsonToken.START_ARRAY && ackId != null;
            // Servers send these, clients never do.
            case CONNECT_ERROR -> false;
        };
        if (!fits) {
            throw new MalformedPacketException("a " + type + " packet with the wrong payload");
        }
    }
}
