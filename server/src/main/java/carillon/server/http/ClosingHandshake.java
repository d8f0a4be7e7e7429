package carillon.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The end of a WebSocket (RFC 6455 section 7): a close frame each way, then the connection. It takes bounded time, whatever the
 * peer does. Made when one side begins; the loop's own.
 */
final class ClosingHandshake {

    /** In write timeouts: the longest that closing may take altogether. */
    private static final int SLOWEST = 6;
    /** Stands for a close frame without a code. */
    private static final int NO_CODE = 1005;

    private final Channel channel;
    private final Outbox outbox;
    private final Loop loop;
    private final long patience;
    private final int code;
    private final String reason;
    private long endAt;
    private final long endBy;
    private boolean ending;

    /** What the peer sends cannot be told apart any more: its answer to our close frame would not be seen. */
    private boolean deaf;

    private ClosingHandshake(
            Channel channel, Outbox outbox, Loop loop, Duration patience, long endBy, int code, String reason) {
        this.channel = channel;
        this.outbox = outbox;
        this.loop = loop;
        this.patience = patience.toNanos();
        this.code = code;
        this.reason = reason;
        this.endAt = loop.now() + this.patience;
        this.endBy = endBy;
    }

    /** Our close frame comes first. */
    static ClosingHandshake begin(
            Channel channel, Outbox outbox, Loop loop, Duration patience, int code, String reason) {
        long endBy = loop.now() + SLOWEST * patience.toNanos();
        var begun = new ClosingHandshake(channel, outbox, loop, patience, endBy, code, reason);
        begun.send(code, reason);
        return begun;
    }

    /** The peer's close frame comes first. */
    static ClosingHandshake answer(
            Channel channel, Outbox outbox, Loop loop, Duration patience, CloseWebSocketFrame frame) {
        int given = frame.statusCode();
        int code = given < 0 ? NO_CODE : given;
        var reason = given < 0 ? "" : frame.reasonText();
        var begun = new ClosingHandshake(channel, outbox, loop, patience, Long.MAX_VALUE, code, reason);
        begun.send(given, "");
        return begun;
    }

    private void send(int sentCode, String sentReason) {
        outbox.endEvents();
        outbox.own(frame(sentCode, sentReason));
        outbox.flush();
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }

    /** A peer may take its time over what was sent before our close frame, but not over its answer to it. */
    boolean takesTooLong(long now) {
        if (!outbox.isEmpty() || !channel.isWritable()) {
            endAt = Math.min(now + patience, endBy);
        }
        return now > endAt;
    }

    /** Both close frames were sent, or the peer's will not come: the connection ends behind what waits. */
    void endAfterWrites() {
        ending = true;
        endAt = Math.min(endAt, loop.now() + patience);
        written();
    }

    /**
     * The same where no frame can be read any more. The peer's close frame would go unnoticed, so our side ends right behind our own one
     * (RFC 6455 section 7.1.1): the peer reads it, sees the end and closes. A full close could reset the connection before it has read.
     */
    void endDeaf() {
        deaf = true;
        endAfterWrites();
    }

    /** Some of what waits was written. */
    void written() {
        if (ending && outbox.isEmpty()) {
            var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(deaf ? written -> endOutput() : ChannelFutureListener.CLOSE);
        }
    }

    private void endOutput() {
        var tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            var _ = tls.closeOutbound();
        } else if (channel instanceof DuplexChannel duplex) {
            var _ = duplex.shutdownOutput();
        } else {
            var _ = channel.close();
        }
    }

    /** A close frame; without a code if that is negative, and with a reason that is cut to the 123 bytes that fit. */
    static ByteBuf frame(int code, String reason) {
        if (code < 0) {
            return WebSocketFrames.encode(WebSocketFrames.CLOSE, new byte[0]);
        }
        var cut = reason;
        while (cut.getBytes(StandardCharsets.UTF_8).length > 123) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        var text = cut.getBytes(StandardCharsets.UTF_8);
        var payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return WebSocketFrames.encode(WebSocketFrames.CLOSE, payload);
    }
}
