package carillon.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The client's side of a WebSocket, as bytes. */
final class WebSocketText {

    private WebSocketText() {}

    static String upgrade(String host, String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + host
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\n\r\n";
    }

    /** A masked pong frame. */
    static byte[] pong() {
        return new byte[] {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0};
    }

    /** A masked close frame of code 1000. */
    static byte[] goodBye() {
        return new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xE8};
    }

    /** A masked text frame. The masking key is zero, which is as good as any other on loopback and leaves the text as it is. */
    static byte[] frame(String text) {
        var payload = text.getBytes(StandardCharsets.UTF_8);
        var frame = ByteBuffer.allocate(payload.length + 8);
        frame.put((byte) 0x81);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload);
        var bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }
}
