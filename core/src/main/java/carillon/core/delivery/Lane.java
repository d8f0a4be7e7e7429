package carillon.core.delivery;

import carillon.core.thread.LastResort;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pump of one event loop: an inbox, and a ring of the groups of connections that have something to get. The lane visits the
 * connections in short slices. Between two slices the event loop reads what publishers sent, and the lane takes in what has arrived. A
 * connection that is visited gets everything since its last visit in one write. Writes to sockets are the largest cost of
 * fan-out (see docs/decisions/one-pump-for-each-event-loop.md).
 *
 * <p>{@link #add} and {@link #handOver} belong to the fan-out thread, {@link #execute} to any. Everything else runs on the
 * lane's executors, which must run one task after another, in the order in which tasks were given to each.
 */
public final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int INITIAL_RING = 64;
    private static final int INITIAL_PLACES = 16;

    /** So many frames for a connection may be on their way here: fewer cost flushes, more would overflow the shortest outboxes. */
    private static final int MOST_ON_THE_WAY = 256;

    /**
     * How long the lane writes before its event loop reads again: a few connections. With longer slices the events of
     * different publishers arrive, and leave, one after another; shorter ones are spent on looking for input.
     */
    private static final long SLICE_NANOS = 30_000;

    /** While nothing arrives slices become longer, up to this: then most looks for input would be in vain. */
    private static final long LONGEST_SLICE_NANOS = 240_000;

    private final Executor executor;

    /** Null if the executor does nothing but what it is given: then there is no reason to stop. */
    private final @Nullable Executor nextTurn;

    private final LastResort lastResort;

    /** What the fan-out thread collects; its own until it is handed over. */
    private Share collected = new Share(INITIAL_PLACES);

    private final Inbox<Runnable> inbox = new Inbox<>();

    // The ring, lane thread only: whatever has something to write or to flush, from head up to tail, each at its number
    // modulo
    // the length.
    private @Nullable Stop[] ring = new Stop[INITIAL_RING];
    private long head;
    private long tail;

    /** The next slice is due at the event loop's next turn. */
    private boolean goesOn;

    private long sliceNanos = SLICE_NANOS;

    // The present lap ends with what was in the ring when it began; lane thread only.
    private long lapEnds;

    /** Connections that were visited in it. */
    private int visited;

    /** Frames that all their connections have flushed when this lap ends, and those that need the next one, too. */
    private int framesOfLap;

    private int framesOfNextLap;

    /** Frames of all batches handed over, for whoever got them all; fan-out thread only. */
    private long handedOver;

    // Written by the lane's thread alone, read by the fan-out thread.
    private volatile long dealtWith;
    private volatile int writtenTo;
    private volatile int behind;

    private volatile boolean ended;

    public Lane(Executor executor) {
        this(executor, LastResort.HALT);
    }

    public Lane(Executor executor, LastResort lastResort) {
        this(executor, null, lastResort);
    }

    /**
     * A lane for an executor that also reads.
     *
     * @param nextTurn runs a task on the same thread, after the next look for input
     */
    public Lane(Executor executor, @Nullable Executor nextTurn, LastResort lastResort) {
        this.executor = executor;
        this.nextTurn = nextTurn;
        this.lastResort = lastResort;
    }

    /** Notes where the frame is to go. The caller sees to the references before the hand-over. */
    void add(Stop place, Frame frame) {
        collected.add(place, frame);
    }

    /** What its tasks go to when they fail; for parts that run tasks of the same connections elsewhere. */
    public LastResort lastResort() {
        return lastResort;
    }

    boolean isEmpty() {
        return collected.count == 0;
    }

    /**
     * Hands everything collected to the event loop.
     *
     * @param frames how many a connection can get by it at most
     */
    void handOver(int frames) {
        if (!isEmpty()) {
            var share = collected;
            collected = new Share(Math.max(INITIAL_PLACES, share.count));
            handedOver += frames;
            share.frames = frames;
            execute(share);
        }
    }

    /**
     * Whether more would only wait here: the event loop is not through with what it has, or half of the connections that it
     * wrote to last, or more, have half of their outboxes full. Fan-out thread only.
     */
    boolean busy() {
        int late = behind;
        return !ended && (handedOver - dealtWith > MOST_ON_THE_WAY || (late > 0 && late * 2 >= writtenTo));
    }

    /** One connection more has half of its outbox full; lane thread only. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void fallsBehind() {
        behind++;
    }

    /** One of those has room again, or is not waited for any longer; lane thread only. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void isNotBehind() {
        behind--;
    }

    /**
     * Runs something on the lane's thread, after everything handed over before and ahead of everything handed over later.
     * Once the event loop has ended nothing runs any more: its connections ended with it, and nobody is left to be told.
     */
    public void execute(Runnable task) {
        if (inbox.add(task)) {
            try {
                executor.execute(this::arrived);
            } catch (RejectedExecutionException ended) {
                drop();
            }
        }
    }

    /** A task that holds frames, which it gives back if it never runs. */
    public interface Holding extends Runnable {
        void drop();
    }

    private void drop() {
        ended = true;
        for (var task : inbox.takeAll()) {
            if (task instanceof Holding holding) {
                holding.drop();
            }
        }
    }

    private void arrived() {
        takeIn();
        sliceNanos = SLICE_NANOS;
        if (!goesOn) {
            visitSlice();
        }
    }

    private void goOn() {
        goesOn = false;
        sliceNanos = takeIn() ? SLICE_NANOS : Math.min(2 * sliceNanos, LONGEST_SLICE_NANOS);
        visitSlice();
    }

    /** False if nothing was there. */
    private boolean takeIn() {
        var arrived = inbox.takeAll();
        for (var task : arrived) {
            try {
                task.run();
            } catch (Throwable broken) {
                // One connection's trouble must not cost the others their events.
                var _ = lastResort.judge(broken);
                LOG.error("a task of a connection failed", broken);
            }
        }
        return !arrived.isEmpty();
    }

    private void visitSlice() {
        long until = System.nanoTime() + sliceNanos;
        var later = nextTurn;
        endLap();
        while (head < tail) {
            visitNext();
            endLap();
            if (later != null && head < tail && System.nanoTime() - until >= 0) {
                goOnLater(later);
                return;
            }
        }
    }

    private void goOnLater(Executor later) {
        goesOn = true;
        try {
            later.execute(this::goOn);
        } catch (RejectedExecutionException over) {
            drop();
        }
    }

    /** One connection; a group stays at the head of the ring until all of its connections were visited. */
    private void visitNext() {
        switch (Objects.requireNonNull(ring[slot(head)])) {
            case Outlet outlet -> {
                leaveRing();
                outlet.dirty = false;
                visit(outlet);
            }
            case GroupLog log -> {
                var outlet = log.next();
                if (outlet != null) {
                    visit(outlet);
                }
                if (log.lapIsOver()) {
                    leaveRing();
                    log.dirty = log.endLap();
                    if (log.dirty) {
                        append(log);
                    }
                }
            }
        }
    }

    private void leaveRing() {
        ring[slot(head++)] = null;
    }

    /** Brings a connection everything since the last visit. */
    private void visit(Outlet outlet) {
        visited++;
        try {
            outlet.backlog.catchUp();
        } catch (Throwable broken) {
            missed(broken);
        }
        try {
            outlet.flush();
        } catch (Throwable broken) {
            var _ = lastResort.judge(broken);
            LOG.error("a connection could not be flushed", broken);
        }
    }

    /** One connection's trouble must not cost the others their events. */
    void missed(Throwable broken) {
        var _ = lastResort.judge(broken);
        LOG.error("a connection missed an event", broken);
    }

    /** If the last connection of the lap is flushed: counts what that lap was through with, and begins the next one. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void endLap() {
        if (head < lapEnds) {
            return;
        }
        if (visited > 0) {
            writtenTo = visited;
            visited = 0;
        }
        // With nothing left to flush there is no next lap to wait for.
        int through = head == tail ? framesOfLap + framesOfNextLap : framesOfLap;
        if (through > 0) {
            dealtWith += through;
        }
        framesOfLap = head == tail ? 0 : framesOfNextLap;
        framesOfNextLap = 0;
        lapEnds = tail;
    }

    /** One frame for one place, whose reference goes along. */
    private void take(Frame frame, Stop place) {
        switch (place) {
            case GroupLog log -> {
                if (!log.dirty) {
                    log.dirty = true;
                    append(log);
                }
                log.take(frame);
            }
            case Outlet outlet -> {
                if (!outlet.dirty) {
                    outlet.dirty = true;
                    append(outlet);
                }
                outlet.write(frame);
            }
        }
    }

    private void append(Stop stop) {
        if (tail - head == ring.length) {
            @Nullable Stop[] larger = new Stop[ring.length * 2];
            for (long number = head; number < tail; number++) {
                larger[(int) (number & (larger.length - 1))] = ring[slot(number)];
            }
            ring = larger;
        }
        ring[slot(tail++)] = stop;
    }

    /** The length is a power of two. */
    private int slot(long number) {
        return (int) (number & (ring.length - 1));
    }

    /** What a batch has for this lane: which frame goes where, in order. */
    private final class Share implements Holding {

        private Frame[] shared;
        private Stop[] places;
        private int count;
        private int frames;

        Share(int room) {
            shared = new Frame[room];
            places = new Stop[room];
        }

        void add(Stop place, Frame frame) {
            if (count == places.length) {
                shared = Arrays.copyOf(shared, count * 2);
                places = Arrays.copyOf(places, count * 2);
            }
            shared[count] = frame;
            places[count++] = place;
        }

        @Override
        public void run() {
            for (int i = 0; i < count; i++) {
                try {
                    take(shared[i], places[i]);
                } catch (Throwable broken) {
                    missed(broken);
                }
            }
            framesOfNextLap += frames;
        }

        @Override
        public void drop() {
            for (int i = 0; i < count; i++) {
                shared[i].release();
            }
        }
    }
}
