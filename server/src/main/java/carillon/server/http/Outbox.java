package carillon.server.http;

import carillon.core.delivery.Backlog;
import carillon.core.delivery.Frame;
import carillon.core.delivery.Lane;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one connection. Frames go straight to the transport while it takes them; beyond its high
 * water mark they wait here, within a bound of bytes and of messages. Lives on the connection's event loop.
 *
 * <p>Two kinds wait in one queue, so that their order holds: events, which the bounds concern, and the connection's own
 * messages, which are never dropped.
 */
final class Outbox {

    /** Own messages waiting beyond this make the connection stop reading its peer's commands. */
    private static final int OWN_HIGH = 64 * 1024;

    private static final int OWN_LOW = 16 * 1024;

    private final Channel channel;
    private final Lane lane;
    private final boolean http2;
    private final Bounds bounds;
    private final Owner owner;

    /** Events that the lane brings at its next visit; before anything else is queued, they are. */
    private final Backlog backlog = new Backlog();

    /** Holds {@link BufferFrame} (events), and {@link ByteBuf} and {@link Told} (own messages). Made when first needed. */
    private @Nullable ArrayDeque<Object> waiting;

    /** Replays that go on when there is room. */
    private @Nullable List<Runnable> ready;

    private int events;
    private long eventBytes;
    private long ownBytes;
    private boolean unflushed;
    private long written;
    private boolean ownPaused;

    /** Counted by the lane among those that are behind. */
    private boolean behind;

    /** Events were dropped since there was room: nobody waits for this one. */
    private boolean overflowed;

    // Written on the loop, read from anywhere.
    private volatile boolean eventsEnded;
    private boolean ended;
    // Written on the loop, read by metrics.
    private volatile long dropped;

    /** What may wait of events, and what happens to a connection for which more would. */
    record Bounds(int bytes, int messages, SlowPolicy policy) {

        private boolean halfFull(int messages, long bytes) {
            return messages >= this.messages / 2 || bytes >= this.bytes / 2;
        }

        private boolean moreThanAQuarter(int messages, long bytes) {
            return messages > this.messages / 4 || bytes > this.bytes / 4;
        }
    }

    Outbox(Channel channel, Lane lane, boolean http2, Bounds bounds, Owner owner) {
        this.channel = channel;
        this.lane = lane;
        this.http2 = http2;
        this.bounds = bounds;
        this.owner = owner;
    }

    /** The connection behind an outbox. */
    interface Owner {

        /** An event found no room and the policy is to close. Called once. */
        void tooSlow();

        /** The credentials that events come by are revoked. Any thread. */
        void revoked(String why);

        /** So many events were dropped. */
        void dropped(int events);

        /** Too many own messages wait (true), or few enough again. */
        void ownMessagesWait(boolean tooMany);
    }

    /** An own message, and what is told when it is with the peer's machine or lost: it may hold memory that others need. */
    private record Told(ByteBuf bytes, Runnable gone) {}

    Backlog backlog() {
        return backlog;
    }

    /** Any thread. */
    void revoked(String why) {
        owner.revoked(why);
    }

    /** Takes over one reference of the frame. */
    void event(Frame shared) {
        var frame = (BufferFrame) shared;
        if (eventsEnded) {
            frame.release();
        } else if (transportTakesMore()) {
            toTransport(frame.take());
        } else {
            enqueueWhatFits(frame);
        }
    }

    private void enqueueWhatFits(BufferFrame frame) {
        int fits = fits(frame);
        if (fits == frame.messages()) {
            enqueue(frame);
            if (!overflowed && bounds.halfFull(events, eventBytes)) {
                setBehind(true);
            }
            return;
        }
        if (fits > 0) {
            enqueue(frame.first(fits));
        }
        frame.release();
        overflow(frame.messages() - fits);
    }

    /** Takes over one reference of a frame that was asked for in pieces: the bounds do not concern it. */
    void replayed(Frame shared) {
        backlog.catchUp();
        var frame = (BufferFrame) shared;
        if (eventsEnded) {
            frame.release();
        } else if (transportTakesMore()) {
            toTransport(frame.take());
        } else {
            enqueue(frame);
        }
    }

    /** One event always fits, or an event larger than the outbox could never be delivered. */
    private int fits(BufferFrame frame) {
        int fits = Math.min(frame.messages(), bounds.messages() - events);
        while (fits > 0 && eventBytes + frame.bytes(fits) > bounds.bytes()) {
            fits--;
        }
        return events == 0 ? Math.max(1, fits) : fits;
    }

    private void setBehind(boolean now) {
        if (behind != now) {
            behind = now;
            if (now) {
                lane.fallsBehind();
            } else {
                lane.isNotBehind();
            }
        }
    }

    private void enqueue(BufferFrame frame) {
        queue().add(frame);
        events += frame.messages();
        eventBytes += frame.bytes();
    }

    /** Takes over the buffer. */
    void own(ByteBuf message) {
        if (mayQueue(message, message)) {
            toTransport(message);
        }
    }

    /** The same; calls back when the message has been written to the socket, or never will be. */
    void own(ByteBuf message, Runnable gone) {
        if (ended) {
            message.release();
            gone.run();
        } else if (mayQueue(message, new Told(message, gone))) {
            toTransport(message, gone);
        }
    }

    /** True if the transport takes the message at once; otherwise it waits here, or is given back if there is no peer any more. */
    private boolean mayQueue(ByteBuf message, Object waits) {
        backlog.catchUp();
        if (ended) {
            message.release();
            return false;
        }
        if (transportTakesMore()) {
            return true;
        }
        queue().add(waits);
        ownBytes += message.readableBytes();
        if (ownBytes > OWN_HIGH && !ownPaused) {
            ownPaused = true;
            owner.ownMessagesWait(true);
        }
        return false;
    }

    void flush() {
        if (unflushed) {
            unflushed = false;
            channel.flush();
        }
    }

    /** The transport may take more again. */
    void drain() {
        var queue = waiting;
        if (queue == null) {
            tellReady();
            return;
        }
        while (!queue.isEmpty() && channel.isWritable()) {
            writeNext(queue);
            if (!channel.isWritable()) {
                flush();
            }
        }
        flush();
        if (!bounds.moreThanAQuarter(events, eventBytes)) {
            overflowed = false;
            setBehind(false);
        }
        if (queue.isEmpty()) {
            // Most connections are never slow; one that was shall not keep the room of its worst moment.
            waiting = null;
            tellReady();
        }
        if (ownPaused && ownBytes < OWN_LOW) {
            ownPaused = false;
            owner.ownMessagesWait(false);
        }
    }

    /** Drops the events that wait and takes no more; own messages still go out. For a connection that is closing. */
    void endEvents() {
        backlog.catchUp();
        eventsEnded = true;
        setBehind(false);
        var queue = waiting;
        if (queue != null) {
            queue.removeIf(Outbox::releasedEvent);
            events = 0;
            eventBytes = 0;
        }
        tellReady();
    }

    /** Gives back everything that waits and takes nothing more. */
    void end() {
        ended = true;
        eventsEnded = true;
        backlog.catchUp();
        setBehind(false);
        var queue = waiting;
        waiting = null;
        while (queue != null && !queue.isEmpty()) {
            give(queue);
        }
        tellReady();
    }

    /**
     * Calls back when nothing waits here any more or the connection is closed; from a task of its own, because a replay
     * that always finds room would otherwise call itself deeper and deeper.
     */
    void whenReady(Runnable callback) {
        var callbacks = ready;
        if (callbacks == null) {
            callbacks = new ArrayList<>(1);
            ready = callbacks;
        }
        callbacks.add(callback);
        if (eventsEnded || (isEmpty() && channel.isWritable())) {
            tellReady();
        }
    }

    boolean closed() {
        return eventsEnded;
    }

    private void tellReady() {
        var callbacks = ready;
        ready = null;
        if (callbacks != null) {
            callbacks.forEach(channel.eventLoop()::execute);
        }
    }

    long dropped() {
        return dropped;
    }

    /** How many bytes the transport has been given. */
    long written() {
        return written;
    }

    int waitingMessages() {
        return events;
    }

    long waitingBytes() {
        return eventBytes + ownBytes;
    }

    boolean isEmpty() {
        return waiting == null || waiting.isEmpty();
    }

    /**
     * One flush is tried before anything waits: a batch of the fan-out may be larger than the high water mark although the
     * socket would take it all.
     */
    private boolean transportTakesMore() {
        if (!isEmpty()) {
            return false;
        }
        if (!channel.isWritable() && unflushed) {
            flush();
        }
        return channel.isWritable();
    }

    private ArrayDeque<Object> queue() {
        var queue = waiting;
        if (queue == null) {
            queue = new ArrayDeque<>();
            waiting = queue;
        }
        return queue;
    }

    private void writeNext(ArrayDeque<Object> queue) {
        if (queue.peek() instanceof Told told) {
            queue.remove();
            ownBytes -= told.bytes().readableBytes();
            toTransport(told.bytes(), told.gone());
        } else {
            toTransport(next(queue));
        }
    }

    /** Gives one message back. */
    private void give(ArrayDeque<Object> queue) {
        if (queue.peek() instanceof Told told) {
            queue.remove();
            ownBytes -= told.bytes().readableBytes();
            told.bytes().release();
            told.gone().run();
        } else {
            next(queue).release();
        }
    }

    private ByteBuf next(ArrayDeque<Object> queue) {
        var first = queue.remove();
        if (first instanceof BufferFrame frame) {
            events -= frame.messages();
            eventBytes -= frame.bytes();
            return frame.take();
        }
        var own = (ByteBuf) first;
        ownBytes -= own.readableBytes();
        return own;
    }

    private static boolean releasedEvent(Object waiting) {
        if (waiting instanceof BufferFrame frame) {
            frame.release();
            return true;
        }
        return false;
    }

    private void toTransport(ByteBuf bytes) {
        unflushed = true;
        written += bytes.readableBytes();
        if (http2) {
            Http2Pieces.write(channel, bytes);
        } else {
            // No promise for each write: failures arrive as exceptionCaught, and a million of them a second cost.
            var _ = channel.write(bytes, channel.voidPromise());
        }
    }

    private void toTransport(ByteBuf bytes, Runnable gone) {
        unflushed = true;
        written += bytes.readableBytes();
        var _ = channel.write(http2 ? new DefaultHttpContent(bytes) : bytes).addListener(_ -> gone.run());
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void overflow(int messages) {
        overflowed = true;
        setBehind(false);
        dropped += messages;
        owner.dropped(messages);
        if (bounds.policy() != SlowPolicy.DROP_NEWEST) {
            owner.tooSlow();
        }
    }
}
