package carillon.server.http;

import carillon.core.access.OpenSessions;
import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import carillon.core.error.ErrorCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;

/**
 * What a WebSocket and an event stream have in common: an outbox that events leave by, an end when credentials are revoked
 * or the peer reads too slowly, and what people see of it. Fields are the loop's own; what {@link WebSocketConnection} and
 * {@link SseStream} promise holds for any thread.
 */
abstract class ChannelStream extends Watched implements Outbox.Owner {

    final Channel channel;
    final Outbox outbox;
    final Opening opening;
    final HttpCounters counters;
    private final OpenStream.Transport transport;
    private final Stall stall;
    private OpenSessions.Session session = OpenSessions.Session.NONE;
    private boolean flushScheduled;

    /** Nothing but what waits is sent any more. Written on the loop. */
    volatile boolean closing;

    private volatile String dialect = "";

    ChannelStream(
            Channel channel,
            Loop loop,
            boolean http2,
            OpenStream.Transport transport,
            Outbox.Bounds bounds,
            Stall stall,
            Opening opening,
            HttpCounters counters) {
        super(loop);
        this.channel = channel;
        this.transport = transport;
        this.stall = stall;
        this.opening = opening;
        this.counters = counters;
        this.outbox = new Outbox(channel, loop.lane(), http2, bounds, this);
    }

    /** Ends when its credentials are revoked, from now on. */
    final void follow(OpenSessions sessions) {
        session = sessions.open(opening.principal(), this::revoked);
    }

    /** The channel is closed. */
    final void ended() {
        closing = true;
        outbox.end();
        session.close();
    }

    /** The outbox has room again, and has written what it had room for. */
    abstract void written();

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            outbox.drain();
            if (closing) {
                written();
            }
        }
    }

    final boolean isTooSlow(long now) {
        return stall.tooSlow(channel, outbox.written(), now);
    }

    /** When to end before a deadline. Peers come back somewhere else: let them not all do so in the same moment. */
    static long someTime(long now, long deadline) {
        long span = (deadline - now) * 3 / 4;
        return now + (span <= 0 ? 0 : ThreadLocalRandom.current().nextLong(span));
    }

    /** Once for everything that is sent while one run of tasks is worked off. */
    final void flushSoon() {
        if (!flushScheduled) {
            flushScheduled = true;
            loop().executor().execute(() -> {
                flushScheduled = false;
                outbox.flush();
            });
        }
    }

    /** The consumer ends the connection when the hub breaks off. */
    final Outlet outlet(FrameFormat format, BiConsumer<ErrorCode, String> end) {
        dialect = format.dialect();
        return new OutboxOutlet(lane(), format, outbox, end);
    }

    @Override
    final OpenStream stream() {
        return opening.shown(transport, dialect, outbox);
    }

    @Override
    public final void dropped(int events) {
        counters.eventsDropped(events);
    }

    public final Lane lane() {
        return loop().lane();
    }

    public final InetSocketAddress remote() {
        return opening.remote();
    }

    public final long droppedEvents() {
        return outbox.dropped();
    }

    public final boolean isOpen() {
        return !closing;
    }
}
