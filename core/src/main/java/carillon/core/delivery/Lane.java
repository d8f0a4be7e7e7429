package carillon.core.delivery;

import carillon.core.thread.LastResort;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to all connections of one event loop: one inbox, emptied by one task. Whatever comes while that task waits for its
 * turn joins it, so that under load a connection gets the events of several batches with one flush. The flush is what
 * fan-out costs most: with a task and a flush for each batch it reached half the rate.
 *
 * <p>{@link #add} and {@link #handOver} belong to the fan-out thread, {@link #execute} to any. The inbox is emptied on the
 * lane's executor, which must run one task after another, in the order in which things were put there.
 */
public final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int INITIAL = 256;

    /** So many frames for a connection may be on their way here: fewer cost flushes, more would overflow the shortest outboxes. */
    private static final int MOST_ON_THE_WAY = 256;

    private final Executor executor;
    private final LastResort lastResort;

    /** What the fan-out thread collects; its own until it is handed over. */
    private Share collected = new Share(INITIAL);

    private final Inbox<Runnable> inbox = new Inbox<>();

    // Lane thread only: outlets with frames that are not flushed yet.
    private Outlet[] dirty = new Outlet[INITIAL];
    private int dirtyCount;

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
        this.executor = executor;
        this.lastResort = lastResort;
    }

    /** Notes that the outlet is to get the frame. The caller sees to the references. */
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
                executor.execute(this::empty);
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

    private void empty() {
        for (var task : inbox.takeAll()) {
            try {
                task.run();
            } catch (Throwable broken) {
                // One connection's trouble must not cost the others their events.
                var _ = lastResort.judge(broken);
                LOG.error("a task of a connection failed", broken);
            }
        }
        flush();
    }

    private void flush() {
        for (int i = 0; i < dirtyCount; i++) {
            var outlet = dirty[i];
            outlet.dirty = false;
            try {
                outlet.flush();
            } catch (Throwable broken) {
                var _ = lastResort.judge(broken);
                LOG.error("a connection could not be flushed", broken);
            }
        }
        Arrays.fill(dirty, 0, dirtyCount, null);
        if (dirtyCount > 0) {
            writtenTo = dirtyCount;
        }
        dirtyCount = 0;
    }

    private void write(Outlet outlet, Frame frame) {
        if (!outlet.dirty) {
            outlet.dirty = true;
            if (dirtyCount == dirty.length) {
                dirty = Arrays.copyOf(dirty, dirtyCount * 2);
            }
            dirty[dirtyCount++] = outlet;
        }
        try {
            outlet.write(frame);
        } catch (Throwable broken) {
            // The others of this share must have theirs all the same.
            var _ = lastResort.judge(broken);
            LOG.error("a connection missed an event", broken);
        }
    }

    /** What a batch has for this lane. */
    private final class Share implements Holding {

        private Outlet[] outlets;
        private Frame[] written;
        private int size;
        private int frames;

        Share(int room) {
            outlets = new Outlet[room];
            written = new Frame[room];
        }

        void add(Outlet outlet, Frame frame) {
            if (size == outlets.length) {
                outlets = Arrays.copyOf(outlets, size * 2);
                written = Arrays.copyOf(written, size * 2);
            }
            outlets[size] = outlet;
            written[size] = frame;
            size++;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        public void run() {
            try {
                for (int i = 0; i < size; i++) {
                    write(outlets[i], written[i]);
                }
            } finally {
                dealtWith += frames;
            }
        }

        @Override
        public void drop() {
            for (int i = 0; i < size; i++) {
                written[i].release();
            }
        }
    }
}
