package carillon.server.http;

import carillon.core.delivery.Frame;
import io.netty.buffer.ByteBuf;

/** Makes complete WebSocket frames, header included. A server does not mask, so all connections can share the bytes. */
public final class WebSocketFrames {

    static final int TEXT = 0x81;
    static final int BINARY = 0x82;
    static final int CLOSE = 0x88;
    static final int PING = 0x89;
    static final int PONG = 0x8A;

    private WebSocketFrames() {}

    /** One text message. Any thread. */
    public static Frame text(byte[] utf8) {
        return BufferFrame.of(encode(TEXT, utf8, utf8.length));
    }

    /** One text message of the first bytes of an array that may be larger. */
    public static Frame text(byte[] utf8, int length) {
        return BufferFrame.of(encode(TEXT, utf8, length));
    }

    /** One binary message. */
    public static Frame binary(byte[] bytes) {
        return BufferFrame.of(encode(BINARY, bytes, bytes.length));
    }

    static ByteBuf encode(int opcode, byte[] payload) {
        return encode(opcode, payload, payload.length);
    }

    static ByteBuf encode(int opcode, byte[] payload, int length) {
        int head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
        var buffer = BufferFrame.allocate(head + length);
        buffer.writeByte(opcode);
        switch (head) {
            case 2 -> buffer.writeByte(length);
            case 4 -> buffer.writeByte(126).writeShort(length);
            default -> buffer.writeByte(127).writeLong(length);
        }
        return buffer.writeBytes(payload, 0, length);
    }
}
