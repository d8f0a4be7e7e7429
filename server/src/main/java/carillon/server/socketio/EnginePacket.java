package carillon.server.socketio;

import carillon.server.http.Utf8;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** One packet of Engine.IO 4, as clients send them (engine.io-protocol, "Packet encoding"). */
sealed interface EnginePacket {

    /** Separates packets in one polling body. */
    char SEPARATOR = '\u001e';

    /** At most so many packets in one body: a body of separators alone must not cost a million objects. */
    int MAX_PACKETS = 10_000;

    /** The client ends the session. */
    record Close() implements EnginePacket {}

    /** The answer to our ping. */
    record Pong() implements EnginePacket {}

    /** A ping; only the probe of an upgrade is one that clients may send. */
    record Ping(String data) implements EnginePacket {}

    record Message(String text) implements EnginePacket {}

    record Binary(byte[] bytes) implements EnginePacket {}

    /** The client has changed to this transport. */
    record Upgrade() implements EnginePacket {}

    record Noop() implements EnginePacket {}

    /** Decodes one text packet. */
    static EnginePacket decode(String text) throws MalformedPacketException {
        if (text.isEmpty()) {
            throw new MalformedPacketException("an empty packet");
        }
        var data = text.substring(1);
        return switch (text.charAt(0)) {
            case '1' -> new Close();
            case '2' -> new Ping(data);
            case '3' -> new Pong();
            case '4' -> new Message(data);
            case '5' -> new Upgrade();
            case '6' -> new Noop();
            default -> throw new MalformedPacketException("no packet type that a client sends: " + text.charAt(0));
        };
    }

    /** Decodes a polling body. */
    static List<EnginePacket> decodeBody(byte[] utf8) throws MalformedPacketException {
        var body = Utf8.text(utf8).orElseThrow(() -> new MalformedPacketException("a body that is not UTF-8"));
        return decodeBody(body);
    }

    static List<EnginePacket> decodeBody(String body) throws MalformedPacketException {
        var packets = new ArrayList<EnginePacket>();
        int from = 0;
        while (from <= body.length()) {
            if (packets.size() == MAX_PACKETS) {
                throw new MalformedPacketException("more than " + MAX_PACKETS + " packets in one body");
            }
            int separator = body.indexOf(SEPARATOR, from);
            int end = separator < 0 ? body.length() : separator;
            packets.add(inBody(body.substring(from, end)));
            from = end + 1;
        }
        return packets;
    }

    private static EnginePacket inBody(String text) throws MalformedPacketException {
        if (!text.startsWith("b")) {
            return decode(text);
        }
        try {
            return new Binary(Base64.getDecoder().decode(text.substring(1)));
        } catch (IllegalArgumentException notBase64) {
            throw new MalformedPacketException("a binary packet that is not base64");
        }
    }
}
