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
 * The pump of one event loop: an inbox, and a ring of the connections that have something to get. The lane visits the ring in
 * short slices. Between two slices the event loop reads what publishers sent, and the lane takes in what has arrived. A
 * connection that is visited gets everything since its last visit in one write. Writes to sockets are the largest cost of
 * fan-out (see docs/decisions/one-pump-for-each-event-loop.md).
 *
 * <p>{@link #add} and {@link #handOver} belong to the fan-out thread, {@link #execute} to any. Everything else runs on the
 * lane's executors, which must run one task after another, in the order in which tasks were given to each.
 */
public final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int INITIAL = 256;
    private static final int INITIAL_FRAMES = 8;

    /** So many frames for a connection may be on their way here: fewer cost flushes, more would overflow the shortest outboxes. */
    private static final int MOST_ON_THE_WAY = 256;

    /**
     * How long the lane writes before its event loop reads again: a few connections. With longer slices the events of
     * different publishers arrive, and leave, one after another; shorter ones are spent on looking for input.
     */
    private static final long SLICE_NANOS = 30_000;

    private final Executor executor;

    /** Null if the executor does nothing but what it is given: then there is no reason to stop. */
    private final @Nullable Executor nextTurn;

    private final LastResort lastResort;

    /** What the fan-out thread collects; its own until it is handed over. */
    private Share collected = new Share(INITIAL);

    private final Inbox<Runnable> inbox = new Inbox<>();

    // The ring, lane thread only: an outlet of each connection that has something to write or to flush, from head up to
    // tail, each at
    // its number modulo the length.
    private @Nullable Outlet[] ring = new Outlet[INITIAL];
    private long head;
    private long tail;

    /** The next slice is due at the event loop's next turn. */
    private boolean goesOn;

    // The present lap ends with the outlets that were in the ring when it began; lane thread only.
    private long lapBegan;
    private long lapEnds;

    /** Frames that all their outlets have flushed when this lap ends, and those that need the next one, too. */
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

    /** Notes that the outlet is to get the frame. The caller sees to the references before the hand-over. */
    void add(Outlet outlet, Frame frame) {
        collected.add(outlet, frame);
    }

    /** What its tasks go to when they fail; for parts that run tasks of the same connections elsewhere. */
    public LastResort lastResort() {
        return lastResort;
    }

    boolean isEmpty() {
        return collected.size == 0;
    }

    /**
     * Hands everything collected to the event loop.
     *
     * @param frames how many a connection can get by it at most
     */
    void handOver(int frames) {
        if (!isEmpty()) {
            var share = collected;
            collected = new Share(Math.max(INITIAL, share.size));
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
        if (!goesOn) {
            visitSlice();
        }
    }

    private void goOn() {
        goesOn = false;
        takeIn();
        visitSlice();
    }

    private void takeIn() {
        for (var task : inbox.takeAll()) {
            try {
                task.run();
            } catch (Throwable broken) {
                // One connection's trouble must not cost the others their events.
                var _ = lastResort.judge(broken);
                LOG.error("a task of a connection failed", broken);
            }
        }
    }

    private void visitSlice() {
        long until = System.nanoTime() + SLICE_NANOS;
        var later = nextTurn;
        endLap();
        while (head < tail) {
            visit(next());
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

    private Outlet next() {
        int slot = slot(head++);
        var outlet = Objects.requireNonNull(ring[slot]);
        ring[slot] = null;
        outlet.backlog.dirty = false;
        return outlet;
    }

    /** Brings a connection everything since the last visit. */
    private void visit(Outlet outlet) {
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
    private void missed(Throwable broken) {
        var _ = lastResort.judge(broken);
        LOG.error("a connection missed an event", broken);
    }

    /** If the last outlet of the lap is flushed: counts what that lap was through with, and begins the next one. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void endLap() {
        if (head < lapEnds) {
            return;
        }
        if (head > lapBegan) {
            writtenTo = (int) (head - lapBegan);
        }
        // With nothing left to flush there is no next lap to wait for.
        int through = head == tail ? framesOfLap + framesOfNextLap : framesOfLap;
        if (through > 0) {
            dealtWith += through;
        }
        framesOfLap = head == tail ? 0 : framesOfNextLap;
        framesOfNextLap = 0;
        lapBegan = head;
        lapEnds = tail;
    }

    /** One frame for the outlets of a range, whose references go along. */
    private void take(Frame frame, Outlet[] outlets, int from, int to) {
        Run begun = null;
        for (int i = from; i < to; i++) {
            var outlet = outlets[i];
            try {
                begun = take(frame, outlet, begun);
            } catch (Throwable broken) {
                missed(broken);
            }
        }
    }

    private @Nullable Run take(Frame frame, Outlet outlet, @Nullable Run begun) {
        var backlog = outlet.backlog;
        if (!backlog.dirty) {
            backlog.dirty = true;
            append(outlet);
        }
        if (!outlet.gathers) {
            outlet.write(frame);
            return begun;
        }
        var run = backlog.run();
        if (run != null && !run.hasRoomFor(frame)) {
            backlog.catchUp();
            run = null;
        }
        if (run != null) {
            backlog.put(run.goOn(frame), outlet);
            return begun;
        }
        var first = Run.begin(begun, frame);
        backlog.put(first, outlet);
        return first;
    }

    private void append(Outlet outlet) {
        if (tail - head == ring.length) {
            @Nullable Outlet[] larger = new Outlet[ring.length * 2];
            for (long number = head; number < tail; number++) {
                larger[(int) (number & (larger.length - 1))] = ring[slot(number)];
            }
            ring = larger;
        }
        ring[slot(tail++)] = outlet;
    }

    /** The length is a power of two. */
    private int slot(long number) {
        return (int) (number & (ring.length - 1));
    }

    /** What a batch has for this lane: frame by frame, the outlets that get it. */
    private final class Share implements Holding {

        private Frame[] shared = new Frame[INITIAL_FRAMES];
        /** Where the outlets of each frame end. */
        private int[] ends = new int[INITIAL_FRAMES];

        private int count;
        private Outlet[] outlets;
        private int size;
        private int frames;

        Share(int room) {
            outlets = new Outlet[room];
        }

        void add(Outlet outlet, Frame frame) {
            if (size == outlets.length) {
                outlets = Arrays.copyOf(outlets, size * 2);
            }
            if (count == 0 || !shared[count - 1].equals(frame)) {
                begin(frame);
            }
            outlets[size++] = outlet;
            ends[count - 1] = size;
        }

        private void begin(Frame frame) {
            if (count == shared.length) {
                shared = Arrays.copyOf(shared, count * 2);
                ends = Arrays.copyOf(ends, count * 2);
            }
            shared[count++] = frame;
        }

        @Override
        public void run() {
            for (int i = 0; i < count; i++) {
                take(shared[i], outlets, i == 0 ? 0 : ends[i - 1], ends[i]);
            }
            framesOfNextLap += frames;
        }

        @Override
        public void drop() {
            for (int i = 0; i < count; i++) {
                shared[i].release(i == 0 ? ends[0] : ends[i] - ends[i - 1]);
            }
        }
    }
}
