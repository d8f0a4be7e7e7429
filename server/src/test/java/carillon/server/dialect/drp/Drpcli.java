package carillon.server.dialect.drp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One run of a stock {@code drpcli} 4.8 on the wire: REST over HTTP/2, which it chooses by ALPN, and its WebSocket over
 * HTTP/1.1 on a connection of its own without ALPN. The constants were recorded from the Go libraries that it is made of
 * (net/http2 and gorilla/websocket); Go writes the headers that a program sets in any order, here they have one.
 */
final class Drpcli implements AutoCloseable {

    /** Preface; SETTINGS: no push, 4 MiB a stream, 10 MiB of headers; WINDOW_UPDATE: 1 GiB for the connection. */
    private static final byte[] OPENING = HexFormat.of()
            .parseHex("505249202a20485454502f322e300d0a0d0a534d0d0a0d0a"
                    + "000012040000000000" + "000200000000" + "000400400000" + "000600a00000"
                    + "000004080000000000" + "40000000");

    private static final byte[] SETTINGS_TAKEN = {0, 0, 0, 4, 1, 0, 0, 0, 0};
    private static final String KEY = "Vjrym6ry81EekKnUbyzF5Q==";
    private static final String ACCEPT = "XiaibORAj35qglejX2Ne5AERpq8=";
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int ACK = 1;

    /** What came back, as far as the client looks at it. */
    record Answer(int status, String contentType, String body) {}

    private final InetSocketAddress server;
    private final String authority;
    private final SSLSocket socket;
    private final DataInputStream in;
    private final Http2HeadersEncoder encoder = encoder();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
    private int stream = -1;

    Drpcli(InetSocketAddress server) {
        this.server = server;
        this.authority = server.getAddress().getHostAddress() + ":" + server.getPort();
        try {
            socket = (SSLSocket)
                    Trusting.context().getSocketFactory().createSocket(server.getAddress(), server.getPort());
            socket.setSoTimeout(10_000);
            var parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            in = new DataInputStream(socket.getInputStream());
            write(OPENING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    String alpn() {
        return socket.getApplicationProtocol();
    }

    Answer get(String path, String authorization) {
        return call("GET", path, authorization, null);
    }

    Answer post(String path, String authorization, String body) {
        return call("POST", path, authorization, body);
    }

    Answer delete(String path, String authorization) {
        return call("DELETE", path, authorization, null);
    }

    static Http2HeadersEncoder encoder() {
        return new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, false, 16, 0);
    }

    /**
     * The header block of a request. Go codes every string after Huffman and remembers all of them, as the encoder here is
     * told to; but of the two places that {@code :path} has in the static table it names the second.
     */
    static byte[] block(
            Http2HeadersEncoder encoder,
            String authority,
            String method,
            String path,
            String authorization,
            @Nullable String body)
            throws Http2Exception {
        var block = Unpooled.buffer();
        encoder.encodeHeaders(1, new DefaultHttp2Headers().authority(authority).method(method), block);
        int at = block.writerIndex();
        var headers = new DefaultHttp2Headers()
                .path(path)
                .scheme("https")
                .add("accept", "application/json")
                .add("cache-control", "no-store");
        if (body != null) {
            headers.add("content-type", "application/json");
        }
        headers.add("authorization", authorization);
        if (body != null) {
            headers.add("content-length", Integer.toString(body.getBytes(StandardCharsets.UTF_8).length));
        }
        headers.add("accept-encoding", "gzip").add("user-agent", "Go-http-client/2.0");
        encoder.encodeHeaders(1, headers, block);
        if (block.getByte(at) == 0x44) {
            block.setByte(at, 0x45);
        }
        return ByteBufUtil.getBytes(block);
    }

    private Answer call(String method, String path, String authorization, @Nullable String body) {
        stream += 2;
        try {
            int end = END_HEADERS | (body == null ? END_STREAM : 0);
            frame(HEADERS, end, block(encoder, authority, method, "/api/v3" + path, authorization, body));
            if (body != null) {
                frame(DATA, END_STREAM, body.getBytes(StandardCharsets.UTF_8));
            }
            return answer();
        } catch (Http2Exception | IOException failed) {
            throw new AssertionError(method + " " + path, failed);
        }
    }

    private void frame(int type, int flags, byte[] payload) throws IOException {
        write(ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array());
    }

    private Answer answer() throws IOException, Http2Exception {
        int status = 0;
        var contentType = "";
        var body = new ByteArrayOutputStream();
        for (boolean ended = false; !ended; ) {
            int head = in.readInt();
            int type = head & 0xFF;
            int flags = in.readUnsignedByte();
            int of = in.readInt();
            var payload = in.readNBytes(head >>> 8);
            if (type == SETTINGS && (flags & ACK) == 0) {
                write(SETTINGS_TAKEN);
            } else if (of == stream && type == HEADERS) {
                var headers = decoder.decodeHeaders(of, Unpooled.wrappedBuffer(payload));
                status = Integer.parseInt(headers.status().toString());
                contentType = String.valueOf(headers.get("content-type"));
            } else if (of == stream && type == DATA) {
                body.writeBytes(payload);
            } else if (of == stream) {
                throw new IOException("an unexpected frame of type " + type);
            }
            ended = of == stream && (flags & END_STREAM) != 0;
        }
        return new Answer(status, contentType, body.toString(StandardCharsets.UTF_8));
    }

    private void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Opens the socket, and goes on only if the answer is what its library insists on. */
    RawSocket socket(String authorization) {
        var opened = RawSocket.connect(server);
        var answer =
                opened.ask("GET /api/v3/ws HTTP/1.1\r\nHost: " + authority + "\r\nUser-Agent: Go-http-client/1.1\r\n"
                        + "Authorization: " + authorization + "\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n"
                        + "Upgrade: websocket\r\n\r\n");
        assertThat(answer.toLowerCase(Locale.ROOT))
                .startsWith("http/1.1 101 ")
                .contains("\r\nupgrade: websocket\r\n", "\r\nconnection: upgrade\r\n")
                .doesNotContain("sec-websocket-protocol", "sec-websocket-extensions");
        assertThat(answer).containsIgnoringCase("sec-websocket-accept: " + ACCEPT + "\r\n");
        return opened;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
