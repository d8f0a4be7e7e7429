package carillon.server.http;

import carillon.core.access.OpenSessions;
import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Outlet;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event stream on a channel: a plain connection behind its response head, or one stream of HTTP/2. */
final class ChannelSseStream extends ChannelStream implements SseStream {

    private static final Logger log = LoggerFactory.getLogger(ChannelSseStream.class);
    private static final byte[] HEARTBEAT = SseFrames.comment("keepalive");

    private final boolean http2;
    private final SseLimits limits;
    private final List<Runnable> callbacks = new ArrayList<>(1);
    private long nextHeartbeat;
    private long endAt = Long.MAX_VALUE;
    private boolean over;

    ChannelSseStream(
            Channel channel,
            Loop loop,
            boolean http2,
            SseLimits limits,
            int minReadRate,
            Opening opening,
            HttpCounters counters) {
        super(
                channel,
                loop,
                http2,
                OpenStream.Transport.EVENT_STREAM,
                new Outbox.Bounds(limits.outboxBytes(), Integer.MAX_VALUE, limits.policy()),
                new Stall(limits.writeTimeout().toNanos(), minReadRate),
                opening,
                counters);
        this.http2 = http2;
        this.limits = limits;
        this.nextHeartbeat = loop.now() + limits.heartbeat().toNanos();
    }

    void open(SseEndpoint endpoint, OpenSessions sessions) {
        counters.streamOpened();
        try {
            endpoint.open(this);
        } catch (Throwable broken) {
            var _ = loop().lastResort().judge(broken);
            log.error("An event stream failed to open; it is closed", broken);
            close();
        }
        follow(sessions);
    }

    /** Whatever a client says after its request is of no interest. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        over = true;
        ended();
        counters.streamClosed();
        callbacks.forEach(ChannelSseStream::call);
        callbacks.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http2Exception) {
            // The stream is reset with its code behind this.
            return;
        }
        if (cause instanceof IOException) {
            log.debug("An event stream broke: {}", cause.getMessage());
        } else {
            log.warn("An event stream failed; it is closed", cause);
        }
        var _ = ctx.close();
    }

    @Override
    void end() {
        close();
    }

    @Override
    void tick(long now) {
        if (isTooSlow(now)) {
            counters.timedOut();
            var _ = channel.close();
        } else if (now >= endAt) {
            endAt = Long.MAX_VALUE;
            close();
        } else if (!closing && now >= nextHeartbeat) {
            nextHeartbeat = now + limits.heartbeat().toNanos();
            send(HEARTBEAT);
        }
    }

    @Override
    void drain(long now, long deadline) {
        endAt = someTime(now, deadline);
    }

    @Override
    public void send(byte[] event) {
        loop().run(() -> {
            if (!closing) {
                outbox.own(BufferFrame.allocate(event.length).writeBytes(event));
                flushSoon();
            }
        });
    }

    @Override
    public Outlet outlet(FrameFormat format) {
        return outlet(format, (code, reason) -> {
            send(SseFrames.comment(reason));
            close();
        });
    }

    @Override
    public void close() {
        loop().run(() -> {
            if (!closing) {
                closing = true;
                outbox.endEvents();
                outbox.flush();
                written();
            }
        });
    }

    @Override
    void written() {
        if (outbox.isEmpty()) {
            var last = http2 ? LastHttpContent.EMPTY_LAST_CONTENT : Unpooled.EMPTY_BUFFER;
            var _ = channel.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void onClose(Runnable callback) {
        loop().run(() -> {
            if (over) {
                call(callback);
            } else {
                callbacks.add(callback);
            }
        });
    }

    private static void call(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException broken) {
            log.error("A callback at the end of an event stream failed", broken);
        }
    }

    /** There is no code to close with: the client sees the end, reconnects and resumes by Last-Event-ID. */
    @Override
    public void tooSlow() {
        close();
    }

    /** There is no way to say why: a client that comes back learns it from the answer to its request. */
    @Override
    public void revoked(String why) {
        close();
    }

    /** Nothing is read from the peer of a stream, so there is nothing to stop reading. */
    @Override
    public void ownMessagesWait(boolean tooMany) {}
}
