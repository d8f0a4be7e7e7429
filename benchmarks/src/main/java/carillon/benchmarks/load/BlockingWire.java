package carillon.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A socket with the few readings and writings that publishers need. */
final class BlockingWire implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    BlockingWire(String host, int port) {
        try {
            socket = new Socket(host, port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
            out = new BufferedOutputStream(socket.getOutputStream(), 1 << 14);
        } catch (IOException unreachable) {
            throw new UncheckedIOException(host + ":" + port, unreachable);
        }
    }

    void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    byte[] bytes(int count) throws IOException {
        var bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the server closed the connection");
        }
        return bytes;
    }

    /** Reads a response with a content length; its status. */
    int response() throws IOException {
        int status = Integer.parseInt(line().substring(9, 12));
        int length = 0;
        for (var header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        bytes(length);
        return status;
    }

    void openWebSocket(String host, String path) throws IOException {
        send(WebSocketText.upgrade(host, path));
        int status = response();
        if (status != 101) {
            throw new IOException("upgrade of " + path + " answered " + status);
        }
    }

    /** Reads WebSocket frames until one contains the text. */
    void awaitFrame(String text) throws IOException {
        var seen = "";
        while (!seen.contains(text)) {
            bytes(1);
            int length = bytes(1)[0] & 0x7F;
            if (length == 126) {
                var extended = bytes(2);
                length = ((extended[0] & 0xFF) << 8) | (extended[1] & 0xFF);
            }
            seen = new String(bytes(length), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
