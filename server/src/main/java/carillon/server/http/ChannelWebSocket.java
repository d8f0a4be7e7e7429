package carillon.server.http;

import carillon.core.access.OpenSessions;
import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Outlet;
import carillon.core.error.ErrorCode;
import carillon.core.memory.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
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
final class ChannelWebSocket extends ChannelStream implements WebSocketConnection {

    private static final Logger log = LoggerFactory.getLogger(ChannelWebSocket.class);

    private static final int NO_CLOSE_FRAME = 1006;
    private final WebSocketLimits limits;
    private final boolean secure;
    private final Supplier<MemoryBudget.Reservation> inbound;
    private final Executor threads;
    private final ReadPauses pauses;
    private final Arrival arrival;

    /** What the decoder holds of a frame. */
    private final MemoryBudget.Reservation unfinished;

    private @Nullable WebSocketListener listener;
    private @Nullable SerialTasks tasks;
    private @Nullable Fragments fragments;

    /** Frames that came in one read with those whose answers the peer does not take. */
    private @Nullable ArrayDeque<WebSocketFrame> kept;

    /** Frames that came with the request, before there was anybody to hear them. */
    private List<WebSocketFrame> early = new ArrayList<>(0);

    private boolean reading;
    private long lastFrame;
    private long nextPing;
    private long goingAwayAt = Long.MAX_VALUE;
    private long goneBy = Long.MAX_VALUE;

    /** Null as long as neither side has begun to close. */
    private @Nullable ClosingHandshake handshake;

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
        super(
                channel,
                loop,
                false,
                OpenStream.Transport.WEBSOCKET,
                new Outbox.Bounds(limits.outboxBytes(), limits.outboxMessages(), limits.policy()),
                new Stall(limits.writeTimeout().toNanos(), http.minReadRate()),
                opening,
                counters);
        this.limits = limits;
        this.arrival = new Arrival(http.bodyTimeout().toNanos(), http.minSendRate());
        this.secure = secure;
        this.inbound = inbound;
        this.unfinished = inbound.get();
        this.threads = threads;
        this.pauses = new ReadPauses(channel);
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
        follow(sessions);
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
        if (mustWait(frame)) {
            keep(frame);
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

    /** A pause of reading comes too late for what has been read, and a short command may have a long answer. Pings are not waited with. */
    private boolean mustWait(WebSocketFrame frame) {
        boolean ordered = !(frame instanceof PingWebSocketFrame || frame instanceof PongWebSocketFrame);
        return ordered && !closing && (kept != null || pauses.by(ReadPauses.Reason.ANSWERS));
    }

    private void keep(WebSocketFrame frame) {
        var waiting = kept;
        if (waiting == null) {
            waiting = new ArrayDeque<>();
            kept = waiting;
        }
        waiting.add(frame);
    }

    /** The peer takes its answers again. */
    private void goOn() {
        var waiting = kept;
        kept = null;
        while (waiting != null && !waiting.isEmpty()) {
            if (pauses.by(ReadPauses.Reason.ANSWERS) && !closing) {
                kept = waiting;
                return;
            }
            channelRead(waiting.remove());
        }
        channelReadComplete();
    }

    private void dropKept() {
        var waiting = kept;
        kept = null;
        if (waiting != null) {
            waiting.forEach(WebSocketFrame::release);
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
        if (pauses.any() || came <= HttpServer.FREE_INBOUND) {
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
        var begun = handshake;
        if (begun == null) {
            closing = true;
            begun = ClosingHandshake.answer(channel, outbox, loop(), limits.writeTimeout(), frame);
            handshake = begun;
        }
        begun.endAfterWrites();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        channelReadComplete();
    }

    private void channelReadComplete() {
        reading = false;
        outbox.flush();
    }

    @Override
    void written() {
        if (handshake != null) {
            handshake.written();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended();
        dropFragments();
        dropKept();
        var queue = tasks;
        if (queue != null) {
            // Nobody takes answers any more; what waits for that holds memory.
            queue.hold(false);
        }
        counters.webSocketClosed();
        var heard = listener;
        if (heard != null) {
            try {
                var begun = handshake;
                heard.onClose(begun == null ? NO_CLOSE_FRAME : begun.code(), begun == null ? "" : begun.reason());
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
    void end() {
        close(1008, "closed by an administrator");
    }

    @Override
    void tick(long now) {
        boolean silent = now - lastFrame > limits.pongTimeout().toNanos();
        if (silent || isTooSlow(now) || (handshake != null && handshake.takesTooLong(now))) {
            counters.timedOut();
            if (silent && !closing) {
                // Should there be anybody after all, it learns why. Its answer is not waited for: it gives none.
                outbox.own(ClosingHandshake.frame(ErrorCode.SHUTTING_DOWN.closeCode(), "no answer to pings"));
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
        pause(ReadPauses.Reason.GOING, true);
        if (now >= goneBy || listener == null || !listener.owesAnswers()) {
            // Behind the answers that other threads have handed over by now.
            loop().executor().execute(() -> close(ErrorCode.SHUTTING_DOWN, "the server is going away"));
        }
    }

    @Override
    void drain(long now, long deadline) {
        goingAwayAt = someTime(now, deadline);
        goneBy = now + (deadline - now) * 7 / 8;
    }

    // ---- what is sent

    @Override
    public void sendText(String text) {
        own(WebSocketFrames.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void sendText(String text, Runnable gone) {
        var payload = text.getBytes(StandardCharsets.UTF_8);
        loop().run(() -> {
            if (closing) {
                gone.run();
            } else {
                outbox.own(WebSocketFrames.encode(WebSocketFrames.TEXT, payload), gone);
                flushSoon();
            }
        });
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
                // What is sent while the peer is read leaves when that read is worked off.
                if (!reading) {
                    flushSoon();
                }
            }
        });
    }

    @Override
    public void close(int code, String reason) {
        loop().run(() -> {
            if (!closing) {
                closing = true;
                handshake = ClosingHandshake.begin(channel, outbox, loop(), limits.writeTimeout(), code, reason);
                // The answer to our close frame has to be read even if reading was paused.
                pauses.end();
            }
        });
    }

    /** Closes where no frame can be read any more. */
    private void closeDeaf(int code, String reason) {
        close(code, reason);
        if (handshake != null) {
            handshake.endDeaf();
        }
    }

    @Override
    public Outlet outlet(FrameFormat format) {
        return outlet(format, this::close);
    }

    // ---- pauses and tasks

    @Override
    public MemoryBudget.@Nullable Reservation keep(long bytes) {
        var held = inbound.get();
        if (held.hold(bytes)) {
            return held;
        }
        held.close();
        noMemory();
        return null;
    }

    @Override
    public void runInOrder(long bytes, Runnable task) {
        var held = keep(bytes);
        if (held == null) {
            return;
        }
        var queue = tasks;
        if (queue == null) {
            queue = new SerialTasks(threads, tooMany -> pause(ReadPauses.Reason.TASKS, tooMany), this::failed);
            tasks = queue;
            queue.hold(pauses.by(ReadPauses.Reason.ANSWERS));
        }
        queue.add(() -> {
            try (held) {
                task.run();
            }
        });
    }

    @Override
    public void pauseReading() {
        pause(ReadPauses.Reason.CALLER, true);
    }

    @Override
    public void resumeReading() {
        pause(ReadPauses.Reason.CALLER, false);
    }

    @Override
    public void ownMessagesWait(boolean tooMany) {
        pause(ReadPauses.Reason.ANSWERS, tooMany);
        var queue = tasks;
        if (queue != null) {
            // What has been read already would be answered otherwise, too.
            queue.hold(tooMany);
        }
        if (!tooMany) {
            loop().executor().execute(this::goOn);
        }
    }

    private void pause(ReadPauses.Reason reason, boolean on) {
        loop().run(() -> {
            if (!closing) {
                // A peer that is not read cannot answer pings; that must not look like death.
                lastFrame = loop().now();
                pauses.set(reason, on);
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

    // ---- facts

    @Override
    public boolean secure() {
        return secure;
    }

    @Override
    public int waitingMessages() {
        return outbox.waitingMessages();
    }

    @Override
    public long waitingBytes() {
        return outbox.waitingBytes();
    }
}
