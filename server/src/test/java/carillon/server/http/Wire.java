package carillon.server.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A client that writes exactly the bytes it is told to, over a real socket. */
final class Wire implements AutoCloseable {

    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket;
    private final InputStream input;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(10_000);
        this.input = new java.io.BufferedInputStream(socket.getInputStream(), 65_536);
    }

    static Wire to(InetSocketAddress address) throws IOException {
        return new Wire(new Socket(address.getAddress(), address.getPort()));
    }

    Wire send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    Wire send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    record Answer(int status, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    Answer answer() throws IOException {
        return answer(true);
    }

    Answer answer(boolean withBody) throws IOException {
        var head = head();
        int length = Integer.parseInt(head.headers.getOrDefault("content-length", "0"));
        var body = withBody ? in().readNBytes(length) : new byte[0];
        return new Answer(head.status, head.headers, new String(body, StandardCharsets.UTF_8));
    }

    Answer head() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        var headers = new TreeMap<String, String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return new Answer(status, headers, "");
    }

    String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in().read(); b != '\n'; b = in().read()) {
            if (b < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Whether the server has ended the connection, after reading whatever it still said. */
    boolean ended() throws IOException {
        try {
            in().transferTo(java.io.OutputStream.nullOutputStream());
            return true;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    // ---- WebSocket

    Wire upgrade(String path) throws IOException {
        return upgrade(path, "");
    }

    Wire upgrade(String path, String moreHeaders) throws IOException {
        send("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + moreHeaders
                + "\r\n");
        var head = head();
        if (head.status != 101 || !head.header("sec-websocket-accept").equals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")) {
            throw new IOException("not upgraded: " + head);
        }
        return this;
    }

    Wire text(String text) throws IOException {
        return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    Wire frame(int first, byte[] payload) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write(first);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(0x80 | 127);
            out.writeBytes(
                    java.nio.ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        out.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ MASK[i % 4]);
        }
        return send(out.toByteArray());
    }

    record Frame(int opcode, byte[] payload) {

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
        }
    }

    Frame read() throws IOException {
        int first = byteOf(in());
        int length = byteOf(in());
        if (length == 126) {
            length = (byteOf(in()) << 8) | byteOf(in());
        } else if (length == 127) {
            length = (int) java.nio.ByteBuffer.wrap(in().readNBytes(8)).getLong();
        }
        return new Frame(first & 0x0F, in().readNBytes(length));
    }

    /** The next frame that is not a ping. */
    Frame readData() throws IOException {
        @Nullable Frame frame = null;
        while (frame == null || frame.opcode == 9) {
            frame = read();
        }
        return frame;
    }

    private static int byteOf(InputStream in) throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the server closed the connection");
        }
        return b;
    }

    private InputStream in() {
        return input;
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
