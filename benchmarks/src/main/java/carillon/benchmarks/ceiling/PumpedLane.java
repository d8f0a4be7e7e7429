package carillon.benchmarks.ceiling;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log of frames, and a ring of connections with a cursor each. The lane visits the ring in short slices; between two slices
 * the event loop reads. A connection that is visited gets everything since its last visit in one write; connections with equal
 * cursors share the joined bytes.
 *
 * <p>Event loop only, except {@link #offer}.
 */
final class PumpedLane implements BareBroadcaster.Lane {

    /** How long connections are written to before the event loop reads again. */
    private static final long SLICE_NANOS = Long.getLong("slice.micros", 30) * 1_000;

    private final TurningLoops.Loop loop;
    private final List<Subscriber> ring = new ArrayList<>();
    private int next;

    /** How many in a row had nothing to get: when that is all of them, the lane waits for the next event. */
    private int upToDate;

    private boolean running;

    /** The frames from number {@link #first} on. */
    private final ArrayDeque<ByteBuf> log = new ArrayDeque<>();

    private long first;
    private List<ByteBuf> waiting = new ArrayList<>();

    /** The bytes of the latest visit, from this cursor to the end of the log. */
    private @Nullable ByteBuf joined;

    private long joinedFrom;
    private long joinedTo;

    private static final class Subscriber {
        final Channel channel;
        long cursor;

        Subscriber(Channel channel, long cursor) {
            this.channel = channel;
            this.cursor = cursor;
        }
    }

    PumpedLane(EventLoop loop) {
        this.loop = (TurningLoops.Loop) loop;
    }

    @Override
    public void subscribe(Channel channel) {
        ring.add(new Subscriber(channel, end()));
    }

    private long end() {
        return first + log.size();
    }

    @Override
    public void offer(ByteBuf frame) {
        synchronized (this) {
            waiting.add(frame);
            if (waiting.size() > 1) {
                return;
            }
        }
        loop.execute(this::arrived);
    }

    private synchronized List<ByteBuf> take() {
        var taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    private void arrived() {
        log.addAll(take());
        upToDate = 0;
        if (!running) {
            slice();
        }
    }

    private void slice() {
        running = true;
        long until = System.nanoTime() + SLICE_NANOS;
        while (upToDate < ring.size()) {
            if (next == ring.size()) {
                next = 0;
                trim();
            }
            visit(ring.get(next++));
            if (System.nanoTime() - until >= 0) {
                loop.nextTurn(this::slice);
                return;
            }
        }
        running = false;
        trim();
    }

    private void visit(Subscriber subscriber) {
        if (subscriber.cursor == end()) {
            upToDate++;
            return;
        }
        upToDate = 0;
        var channel = subscriber.channel;
        var _ = channel.writeAndFlush(since(subscriber.cursor).retainedDuplicate(), channel.voidPromise());
        subscriber.cursor = end();
    }

    private ByteBuf since(long cursor) {
        var same = joined;
        if (same != null && joinedFrom == cursor && joinedTo == end()) {
            return same;
        }
        var bytes = ByteBufAllocator.DEFAULT.directBuffer();
        log.stream().skip(cursor - first).forEach(frame -> bytes.writeBytes(frame, 0, frame.readableBytes()));
        forgetJoined();
        joined = bytes;
        joinedFrom = cursor;
        joinedTo = end();
        return bytes;
    }

    private void forgetJoined() {
        var old = joined;
        joined = null;
        if (old != null) {
            old.release();
        }
    }

    /** Releases what everyone has. */
    private void trim() {
        long slowest =
                ring.stream().mapToLong(subscriber -> subscriber.cursor).min().orElse(end());
        for (; first < slowest; first++) {
            log.remove().release();
        }
    }
}
