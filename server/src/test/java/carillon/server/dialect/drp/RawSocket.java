package carillon.server.dialect.drp;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A WebSocket client that does just what it is told, also what a good one never would. */
final class RawSocket implements AutoCloseable {

    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final byte[] MASK = {0x42, 0x04, (byte) 0xCB, (byte) 0x9A};

    /** One frame as it came. */
    record Frame(int opcode, byte[] payload) {

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        }
    }

    private final Socket socket;
    private final DataInputStream in;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        socket.setSoTimeout(10_000);
    }

    static RawSocket connect(InetSocketAddress address) {
        try {
            return new RawSocket(
                    Trusting.context().getSocketFactory().createSocket(address.getAddress(), address.getPort()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Without TLS. */
    static RawSocket plain(InetSocketAddress address) {
        try {
            return new RawSocket(new Socket(address.getAddress(), address.getPort()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Asks for the socket and returns the head of the answer. */
    String upgrade(String userAndPassword, String... lines) {
        var basic = Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
        var head = "GET /api/v3/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nAuthorization: Basic "
                + basic + "\r\n" + (lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n") + "\r\n";
        return ask(head);
    }

    /** Sends this head of a request as it is and returns the head of the answer. */
    String ask(String head) {
        write(head.getBytes(StandardCharsets.UTF_8));
        return readHead();
    }

    private String readHead() {
        var head = new ByteArrayOutputStream();
        try {
            while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    break;
                }
                head.write(next);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    RawSocket send(String text) {
        return frame(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** One masked frame, as it leaves a stock client. */
    RawSocket frame(int firstByte, byte[] payload) {
        var frame = new ByteArrayOutputStream();
        frame.write(firstByte);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i % 4]);
        }
        write(frame.toByteArray());
        return this;
    }

    private void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Frame read() {
        try {
            int opcode = in.readUnsignedByte() & 0x0F;
            int length = in.readUnsignedByte() & 0x7F;
            int size = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
            return new Frame(opcode, in.readNBytes(size));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The next frame; a close frame of 1006 if the connection ended instead. */
    Frame readOrEnd() {
        try {
            return read();
        } catch (UncheckedIOException ended) {
            return new Frame(CLOSE, new byte[] {3, (byte) 0xEE});
        }
    }

    /** Whether the peer ends the connection within the time that reads may take. */
    boolean ends() {
        try {
            return in.read() < 0;
        } catch (IOException reset) {
            return !(reset instanceof SocketTimeoutException);
        }
    }

    int localPort() {
        return socket.getLocalPort();
    }

    /** Ends without a close frame. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
