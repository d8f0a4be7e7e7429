package carillon.server.http;

import carillon.core.access.OpenSessions;
import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import carillon.core.error.ErrorCode;
import carillon.core.memory.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket on a channel: the last handler behind the frame decoder. There is no encoder behind it, frames are
 * written as the bytes that {@link WebSocketFrames} makes.
 */
final class ChannelWebSocket extends Watched implements WebSocketConnection, Outbox.Owner {

    private static final Logger log = LoggerFactory.getLogger(ChannelWebSocket.class);

    private static final int NO_CLOSE_FRAME = 1006;
    /** In write timeouts: the longest that closing may take altogether. */
    private static final int SLOWEST_CLOSE = 6;

    private static final int PAUSED_BY_CALLER = 1;
    private static final int PAUSED_BY_ANSWERS = 2;
    private static final int PAUSED_BY_TASKS = 4;
    private static final int PAUSED_BY_GOING = 8;

    private final Channel channel;
    private final WebSocketLimits limits;
    private final boolean secure;
    private final Opening opening;
    private final Supplier<MemoryBudget.Reservation> inbound;
    private final Executor threads;
    private final HttpCounters counters;
    private final Outbox outbox;
    private final Stall stall;
    private final Arrival arrival;

    /** What the decoder holds of a frame. */
    private final MemoryBudget.Reservation unfinished;

    private @Nullable WebSocketListener listener;
    private @Nullable SerialTasks tasks;
    private @Nullable Fragments fragments;

    /** Frames that came with the request, before there was anybody to hear them. */
    private List<WebSocketFrame> early = new ArrayList<>(0);

    private int paused;
    private boolean reading;
    private boolean flushScheduled;
    private long lastFrame;
    private long nextPing;
    private long closeAt = Long.MAX_VALUE;
    private long closeBy = Long.MAX_VALUE;
    private long goingAwayAt = Long.MAX_VALUE;
    private long goneBy = Long.MAX_VALUE;
    private boolean ending;

    /** What the peer sends cannot be told apart any more: its answer to our close frame would not be seen. */
    private boolean deaf;

    private int closeCode = NO_CLOSE_FRAME;
    private String closeReason = "";
    private OpenSessions.Session session = OpenSessions.Session.NONE;
    private volatile boolean closing;
    private volatile String dialect = "";

    ChannelWebSocket(
            Channel channel,
            Loop loop,
            WebSocketLimits limits,
            HttpLimits http,
            boolean secure,
            Opening opening,
            Supplier<MemoryBudget.Reservation> inbound,
            Executor threads,
            HttpCounters counters) {
        super(loop);
        this.channel = channel;
        this.limits = limits;
        this.stall = new Stall(limits.writeTimeout().toNanos(), http.minReadRate());
        this.arrival = new Arrival(http.bodyTimeout().toNanos(), http.minSendRate());
        this.secure = secure;
        this.opening = opening;
        this.inbound = inbound;
        this.unfinished = inbound.get();
        this.threads = threads;
        this.counters = counters;
        var bounds = new Outbox.Bounds(limits.outboxBytes(), limits.outboxMessages(), limits.policy());
        this.outbox = new Outbox(channel, loop.lane(), false, bounds, this);
        this.lastFrame = loop.now();
        // Spread, so that connections of one moment (after a restart, all of them) are not pinged in one moment.
        long every = limits.ping().toNanos();
        this.nextPing = loop.now() + every / 2 + ThreadLocalRandom.current().nextLong(Math.max(1, every / 2));
    }

    void open(WebSocketEndpoint endpoint, OpenSessions sessions) {
        counters.webSocketOpened();
        try {
            listener = endpoint.open(this);
        } catch (Throwable broken) {
            failed(broken);
        }
        session = sessions.open(opening.principal(), this::revoked);
        var before = early;
        early = List.of();
        before.forEach(this::channelRead);
        outbox.flush();
        reading = false;
    }

    // ---- what the peer sends

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        channelRead(message);
    }

    private void channelRead(Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (listener == null && !closing) {
            early.add(frame);
            return;
        }
        reading = true;
        lastFrame = loop().now();
        try {
            receive(frame);
        } catch (Throwable broken) {
            failed(broken);
        } finally {
            frame.release();
        }
    }

    private void receive(WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            peerCloses(close);
            return;
        }
        var heard = listener;
        if (closing || heard == null) {
            return;
        }
        heard.onAnyFrame();
        if (frame instanceof PingWebSocketFrame) {
            own(WebSocketFrames.PONG, ByteBufUtil.getBytes(frame.content()));
        } else if (frame instanceof PongWebSocketFrame) {
            heard.onPong(ByteBufUtil.getBytes(frame.content()));
        } else {
            data(frame, heard);
        }
    }

    private void data(WebSocketFrame frame, WebSocketListener heard) {
        var partial = fragments;
        if (partial == null && frame.isFinalFragment()) {
            deliver(frame instanceof BinaryWebSocketFrame, frame.content(), heard);
            return;
        }
        if (partial == null) {
            partial = new Fragments(frame instanceof BinaryWebSocketFrame, inbound.get());
            fragments = partial;
        }
        switch (partial.add(frame.content(), limits.maxInboundBytes())) {
            case TOO_LARGE -> {
                dropFragments();
                close(ErrorCode.TOO_LARGE, "a message has at most " + limits.maxInboundBytes() + " bytes here");
            }
            case NO_MEMORY -> noMemory();
            case ADDED -> {
                if (frame.isFinalFragment()) {
                    dropFragments();
                    deliver(partial.binary(), partial.whole(), heard);
                }
            }
        }
    }

    private void dropFragments() {
        var partial = fragments;
        fragments = null;
        if (partial != null) {
            partial.end();
        }
    }

    MemoryBudget.Reservation unfinished() {
        return unfinished;
    }

    /** An unfinished message that takes memory from others has to go on. What is not read for now cannot. */
    private boolean comesTooSlowly(long now) {
        var partial = fragments;
        long came = unfinished.bytes() + (partial == null ? 0 : partial.whole().readableBytes());
        if (paused != 0 || came <= HttpServer.FREE_INBOUND) {
            arrival.over();
            return false;
        }
        return arrival.tooSlow(came, now);
    }

    /** Too much is being received on all connections together, and this one wanted more. */
    void noMemory() {
        dropFragments();
        closeDeaf(ErrorCode.OVERLOADED.closeCode(), "too much is being received; try again later");
    }

    private void deliver(boolean binary, ByteBuf content, WebSocketListener heard) {
        if (binary) {
            heard.onBinary(ByteBufUtil.getBytes(content));
        } else if (ByteBufUtil.isText(content, StandardCharsets.UTF_8)) {
            heard.onText(content.toString(StandardCharsets.UTF_8));
        } else {
            close(ErrorCode.MALFORMED_REQUEST, "a text message has to be UTF-8");
        }
    }

    private void peerCloses(CloseWebSocketFrame frame) {
        boolean answered = closing;
        int code = frame.statusCode();
        if (!answered) {
            closing = true;
            closeCode = code < 0 ? 1005 : code;
            closeReason = code < 0 ? "" : frame.reasonText();
            outbox.endEvents();
            outbox.own(WebSocketFrames.encode(WebSocketFrames.CLOSE, closePayload(code, "")));
            outbox.flush();
        }
        endAfterWrites();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        outbox.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            outbox.drain();
            if (closing && outbox.isEmpty() && ending) {
                endAfterWrites();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        dropFragments();
        outbox.end();
        counters.webSocketClosed();
        session.close();
        var heard = listener;
        if (heard != null) {
            try {
                heard.onClose(closeCode, closeReason);
            } catch (RuntimeException broken) {
                log.error("A WebSocket endpoint failed while its connection was closing", broken);
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            closeDeaf(corrupted.closeStatus().code(), corrupted.closeStatus().reasonText());
        } else if (cause instanceof IOException) {
            log.debug("A WebSocket broke: {}", cause.getMessage());
            var _ = ctx.close();
        } else {
            failed(cause);
        }
    }

    private void failed(Throwable broken) {
        var _ = loop().lastResort().judge(broken);
        log.error("A WebSocket endpoint failed; its connection is closed", broken);
        close(ErrorCode.INTERNAL, "internal error");
    }

    // ---- time

    @Override
    OpenStream stream() {
        return opening.shown(OpenStream.Transport.WEBSOCKET, dialect, outbox);
    }

    @Override
    void end() {
        close(1008, "closed by an administrator");
    }

    @Override
    void tick(long now) {
        boolean silent = now - lastFrame > limits.pongTimeout().toNanos();
        if (silent || stall.tooSlow(channel, outbox.written(), now) || closesTooLong(now)) {
            counters.timedOut();
            if (silent && !closing) {
                // Should there be anybody after all, it learns why. Its answer is not waited for: it gives none.
                outbox.own(WebSocketFrames.encode(
                        WebSocketFrames.CLOSE,
                        closePayload(ErrorCode.SHUTTING_DOWN.closeCode(), "no answer to pings")));
                outbox.flush();
            }
            var _ = channel.close();
            return;
        }
        if (closing) {
            return;
        }
        if (comesTooSlowly(now)) {
            counters.timedOut();
            dropFragments();
            closeDeaf(ErrorCode.REQUEST_TIMEOUT.closeCode(), "the rest of a message took too long to arrive");
            return;
        }
        var heard = listener;
        if (heard != null) {
            heard.onTick(now);
        }
        if (goingAwayAt != Long.MAX_VALUE && now >= goingAwayAt) {
            goAway(now);
        } else if (now >= nextPing) {
            nextPing = now + limits.ping().toNanos();
            own(WebSocketFrames.PING, new byte[0]);
        }
    }

    /** Takes nothing new; what was begun is answered first, as long as that is possible. */
    private void goAway(long now) {
        pause(PAUSED_BY_GOING, true);
        if (now >= goneBy || listener == null || !listener.owesAnswers()) {
            // Behind the answers that other threads have handed over by now.
            loop().executor().execute(() -> close(ErrorCode.SHUTTING_DOWN, "the server is going away"));
        }
    }

    /** A peer may take its time over what was sent before our close frame, but not over its answer to it. */
    private boolean closesTooLong(long now) {
        if (closeAt == Long.MAX_VALUE) {
            return false;
        }
        if (!outbox.isEmpty() || !channel.isWritable()) {
            closeAt = Math.min(now + limits.writeTimeout().toNanos(), closeBy);
        }
        return now > closeAt;
    }

    /** Peers come back somewhere else: let them not all do so in the same moment. */
    @Override
    void drain(long now, long deadline) {
        long span = (deadline - now) * 3 / 4;
        goingAwayAt = now + (span <= 0 ? 0 : ThreadLocalRandom.current().nextLong(span));
        goneBy = now + (deadline - now) * 7 / 8;
    }

    // ---- what is sent

    @Override
    public void sendText(String text) {
        own(WebSocketFrames.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void sendBinary(byte[] bytes) {
        own(WebSocketFrames.BINARY, bytes);
    }

    @Override
    public void sendPing(byte[] payload) {
        own(WebSocketFrames.PING, payload);
    }

    private void own(int opcode, byte[] payload) {
        loop().run(() -> {
            if (!closing) {
                outbox.own(WebSocketFrames.encode(opcode, payload));
                flushSoon();
            }
        });
    }

    /** Once for everything that is sent while one read, or one run of tasks, is worked off. */
    private void flushSoon() {
        if (!reading && !flushScheduled) {
            flushScheduled = true;
            loop().executor().execute(() -> {
                flushScheduled = false;
                outbox.flush();
            });
        }
    }

    @Override
    public void close(int code, String reason) {
        loop().run(() -> {
            if (closing) {
                return;
            }
            closing = true;
            closeCode = code;
            closeReason = reason;
            closeAt = loop().now() + limits.writeTimeout().toNanos();
            closeBy = loop().now() + SLOWEST_CLOSE * limits.writeTimeout().toNanos();
            outbox.endEvents();
            outbox.own(WebSocketFrames.encode(WebSocketFrames.CLOSE, closePayload(code, reason)));
            outbox.flush();
            // The answer to our close frame has to be read even if reading was paused.
            paused = 0;
            channel.config().setAutoRead(true);
        });
    }

    /**
     * Closes where no frame can be read any more. The peer's close frame would go unnoticed, so our side ends right behind our own one
     * (RFC 6455 section 7.1.1): the peer reads it, sees the end and closes. A full close could reset the connection before it has read.
     */
    private void closeDeaf(int code, String reason) {
        deaf = true;
        close(code, reason);
        endAfterWrites();
    }

    /** The payload of a close frame; a reason is cut to the 123 bytes that fit. */
    private static byte[] closePayload(int code, String reason) {
        if (code < 0) {
            return new byte[0];
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
        return payload;
    }

    private void endAfterWrites() {
        ending = true;
        closeAt = Math.min(closeAt, loop().now() + limits.writeTimeout().toNanos());
        if (outbox.isEmpty()) {
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

    @Override
    public Outlet outlet(FrameFormat format) {
        dialect = format.dialect();
        return new OutboxOutlet(lane(), format, outbox, this::close);
    }

    @Override
    public Lane lane() {
        return loop().lane();
    }

    // ---- pauses and tasks

    @Override
    public void runInOrder(Runnable task) {
        var queue = tasks;
        if (queue == null) {
            queue = new SerialTasks(threads, tooMany -> pause(PAUSED_BY_TASKS, tooMany), this::failed);
            tasks = queue;
        }
        queue.add(task);
    }

    @Override
    public void pauseReading() {
        pause(PAUSED_BY_CALLER, true);
    }

    @Override
    public void resumeReading() {
        pause(PAUSED_BY_CALLER, false);
    }

    @Override
    public void ownMessagesWait(boolean tooMany) {
        pause(PAUSED_BY_ANSWERS, tooMany);
    }

    private void pause(int reason, boolean on) {
        loop().run(() -> {
            if (!closing) {
                paused = on ? paused | reason : paused & ~reason;
                // A peer that is not read cannot answer pings; that must not look like death.
                lastFrame = loop().now();
                channel.config().setAutoRead(paused == 0);
            }
        });
    }

    @Override
    public void tooSlow() {
        if (limits.policy() == SlowPolicy.CLOSE_TRY_LATER) {
            close(ErrorCode.OVERLOADED, "");
        } else {
            close(ErrorCode.SLOW_CONSUMER, "too slow: reconnect and resume");
        }
    }

    @Override
    public void revoked(String why) {
        loop().run(() -> {
            var heard = listener;
            close(heard == null ? WebSocketListener.POLICY_VIOLATION : heard.revokedCode(), why);
        });
    }

    @Override
    public void dropped(int events) {
        counters.eventsDropped(events);
    }

    // ---- facts

    @Override
    public InetSocketAddress remote() {
        return opening.remote();
    }

    @Override
    public boolean secure() {
        return secure;
    }

    @Override
    public long droppedEvents() {
        return outbox.dropped();
    }

    @Override
    public int waitingMessages() {
        return outbox.waitingMessages();
    }

    @Override
    public long waitingBytes() {
        return outbox.waitingBytes();
    }

    @Override
    public boolean isOpen() {
        return !closing;
    }
}
