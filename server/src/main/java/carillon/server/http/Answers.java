package carillon.server.http;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Writes answers to one channel, and turns it into a stream or a WebSocket when that is the answer. */
final class Answers {

    private static final String WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /** What is overloaded now has mostly room again after a moment. */
    private static final String RETRY_SECONDS = "1";

    private final Channel channel;
    private final Loop loop;
    private final Served served;
    private final boolean http2;

    Answers(Channel channel, Loop loop, Served served, boolean http2) {
        this.channel = channel;
        this.loop = loop;
        this.served = served;
        this.http2 = http2;
    }

    Response.Full render(Incoming incoming, Refusal refusal) {
        return render(incoming.found().errors(), incoming.request(), refusal);
    }

    Response.Full render(ErrorRenderer errors, Request request, Refusal refusal) {
        var full = errors.render(request, refusal) instanceof Response.Full rendered
                ? rendered
                : Response.problem(refusal);
        boolean later = refusal.code() == ErrorCode.OVERLOADED || refusal.code() == ErrorCode.TOO_MANY_REQUESTS;
        return later ? full.header("retry-after", RETRY_SECONDS) : full;
    }

    ChannelFuture write(Request request, Response.Full full, boolean last) {
        boolean head = request.method().equals("HEAD");
        var body = full.body();
        var content = head || body.length == 0 ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
        var status = HttpResponseStatus.valueOf(full.status());
        boolean inPieces = http2 && content.readableBytes() > Http2Pieces.PIECE;
        HttpResponse message = inPieces
                ? new DefaultHttpResponse(HttpVersion.HTTP_1_1, status)
                : new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        full.headers().forEach(header -> message.headers().add(header.getKey(), header.getValue()));
        // A handler that did not write what HEAD leaves out does not know how long it would be.
        if (full.status() != 204 && full.status() != 304 && !(head && body.length == 0)) {
            message.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        common(request, message.headers());
        if (!http2) {
            message.headers()
                    .set(HttpHeaderNames.CONNECTION, last ? HttpHeaderValues.CLOSE : HttpHeaderValues.KEEP_ALIVE);
        }
        if (!inPieces) {
            return channel.writeAndFlush(message);
        }
        var _ = channel.write(message);
        var written = Http2Pieces.writeLast(channel, content);
        channel.flush();
        return written;
    }

    private void common(Request request, HttpHeaders headers) {
        // A handler may have said it already, in the form of its own protocol.
        if (!headers.contains(HttpHeaderNames.DATE)) {
            headers.set(HttpHeaderNames.DATE, loop.date());
        }
        // Two headers of this name are as bad as none, and a handler may have its own rule.
        if (!headers.contains(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN)) {
            for (var header : Cors.headers(request, served.settings().corsOrigins())) {
                headers.add(header.getKey(), header.getValue());
            }
        }
    }

    /** Tells the peer that nothing more comes, so that it stops sending and reads what it was told. */
    void endOutput() {
        if (!http2 && channel.pipeline().get(SslHandler.class) == null && channel instanceof DuplexChannel duplex) {
            var _ = duplex.shutdownOutput();
        }
    }

    // ---- event streams

    void stream(Incoming incoming, Response.Stream answer, Exchanges exchanges) {
        var request = incoming.request();
        var message = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        var headers = message.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream");
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        // Reverse proxies would collect events otherwise.
        headers.set("x-accel-buffering", "no");
        if (!http2) {
            // Without chunks, so that every connection can share the same bytes; the end is the connection's end.
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        // What the dialect says comes in the place of the above.
        answer.headers().forEach(header -> headers.set(header.getKey(), header.getValue()));
        if (http2) {
            headers.remove(HttpHeaderNames.CONNECTION);
        }
        common(request, headers);
        var _ = channel.writeAndFlush(message);
        var stream = new ChannelSseStream(
                channel,
                loop,
                http2,
                answer.limits(),
                served.limits().minReadRate(),
                Opening.of(incoming),
                served.counters());
        channel.pipeline().addLast(stream);
        leaveHttp(exchanges);
        stream.open(answer.endpoint(), served.sessions());
    }

    // ---- WebSocket

    /** Null if the connection is a WebSocket now; otherwise what to answer instead. */
    Response.@Nullable Full upgrade(Incoming incoming, Response.Upgrade answer, Exchanges exchanges) {
        var request = incoming.request();
        var key = request.header("sec-websocket-key").orElse("");
        if (http2 || !request.asksForWebSocket() || !isKey(key)) {
            return Response.text(400, "Bad Request\n").header("Sec-WebSocket-Version", "13");
        }
        var _ = channel.writeAndFlush(switching(key, answer.subprotocol()));
        var limits = answer.limits();
        // What it sends counts for whoever opened it, as bodies do.
        var account = incoming.account();
        var socket = new ChannelWebSocket(
                channel,
                loop,
                limits,
                served.limits(),
                served.secure(),
                Opening.of(incoming),
                () -> served.inbound().open(account),
                served.threads(),
                served.counters());
        var frames = WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .maxFramePayloadLength(limits.maxInboundBytes())
                // It would write a frame object, and no encoder is behind it.
                .closeOnProtocolViolation(false)
                .build();
        var decoder = new BoundedFrameDecoder(frames, socket.unfinished(), socket::noMemory);
        channel.pipeline().addLast(decoder, socket);
        // First, or what the endpoint says at once would pass the encoder of HTTP.
        leaveHttp(exchanges);
        socket.open(answer.endpoint(), served.sessions());
        return null;
    }

    private DefaultFullHttpResponse switching(String key, @Nullable String subprotocol) {
        var message = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
        var headers = message.headers();
        headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        headers.set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accept(key));
        if (subprotocol != null) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol);
        }
        return message;
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static String accept(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(digest.digest((key + WEBSOCKET_GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException noSha1) {
            throw new IllegalStateException("every JDK has SHA-1", noSha1);
        }
    }

    /** Takes away what only HTTP needed: thousands of connections stay, and each handler counts. */
    private void leaveHttp(Exchanges exchanges) {
        var pipeline = channel.pipeline();
        exchanges.handOver();
        pipeline.remove(exchanges);
        if (!http2) {
            pipeline.remove(FirstByte.class);
            pipeline.remove(Http1Codec.class);
        }
    }
}
