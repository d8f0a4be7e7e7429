package carillon.core.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A number of bytes that answers, lists and replays share. What is built for a reader, or waits until the reader takes it, is
 * reserved here first. If the bytes are not free, the holder refuses its request or pauses: the heap is never asked for more.
 *
 * <p>A budget can be divided: what a {@link #part} holds counts for the part and for the whole. So one kind of work, or one
 * caller, cannot take everything.
 *
 * <p>Invariant: the reservations of a budget never add up to more than {@link #most()}. Any thread. One lock guards a budget
 * and all its parts; it is held for a few additions, never while code of a holder runs.
 */
public final class MemoryBudget {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);

    /** However small the heap: a few of the largest events have to fit. */
    private static final long LEAST = 16L << 20;

    private final @Nullable MemoryBudget whole;
    private final Turns turns;
    private final long most;
    private final LongAdder refusals = new LongAdder();

    /** Written under the lock of {@link #turns}. */
    private volatile long held;

    public MemoryBudget(long most) {
        this(null, new Turns(), most);
    }

    private MemoryBudget(@Nullable MemoryBudget whole, Turns turns, long most) {
        if (most <= 0) {
            throw new IllegalArgumentException("a budget has at least one byte: " + most);
        }
        this.whole = whole;
        this.turns = turns;
        this.most = most;
    }

    /** A quarter of the heap. */
    public static MemoryBudget ofHeap() {
        return new MemoryBudget(Math.max(LEAST, Runtime.getRuntime().maxMemory() / 4));
    }

    /** A budget within this one: at most so many of its bytes. The whole does not refer to it. */
    public MemoryBudget part(long atMost) {
        return new MemoryBudget(this, turns, Math.min(atMost, most));
    }

    /** A reservation of no bytes yet. */
    public Reservation open() {
        return new Reservation();
    }

    /** How many bytes may be held at a time. A single holder that needs more than this is never served. */
    public long most() {
        return most;
    }

    /** How many bytes are held now. */
    public long held() {
        return held;
    }

    /** How often somebody asked this budget, not a part of it, for bytes that were not free. */
    public long refusals() {
        return refusals.sum();
    }

    /** Adds to what is held, here and in the whole; false if that is too much for one of them. The lock is held. */
    private boolean take(long bytes) {
        long before = held;
        // Subtracted, because the sum could overflow.
        if (bytes > most - before || (whole != null && !whole.take(bytes))) {
            return false;
        }
        held = before + bytes;
        return true;
    }

    private void refused() {
        refusals.increment();
        if (whole != null) {
            whole.refused();
        }
    }

    /**
     * What one answer, page or replay holds. It ends once, by {@link #close()}, whatever became of its holder; any thread may
     * do that, also while another one grows it. Nothing can be held after the end.
     */
    public final class Reservation implements AutoCloseable {

        // Guarded by turns.
        private long bytes;
        private boolean ended;

        private Reservation() {}

        /** Grows or shrinks to so many bytes. False if they are not free, or the reservation has ended: then nothing changes. */
        public boolean hold(long wanted) {
            boolean granted;
            synchronized (turns) {
                granted = change(wanted);
            }
            return settled(granted);
        }

        /** Holds so many bytes more; false as in {@link #hold}. */
        public boolean add(long more) {
            boolean granted;
            synchronized (turns) {
                granted = more <= Long.MAX_VALUE - bytes && change(bytes + more);
            }
            return settled(granted);
        }

        private boolean change(long wanted) {
            if (ended || !take(wanted - bytes)) {
                return false;
            }
            bytes = wanted;
            return true;
        }

        private boolean settled(boolean granted) {
            if (granted) {
                turns.serve();
            } else {
                refused();
            }
            return granted;
        }

        /**
         * For a reservation that holds nothing yet: grows to so many bytes as soon as they are free, and then runs something: at once on this thread, or later on
         * the thread that gave bytes back, where it must neither block nor throw. It also runs if the reservation ends meanwhile.
         * More than {@link MemoryBudget#most()} is taken for that: a holder that needs all of it gets it when it is alone.
         */
        public void holdWhenFree(long wanted, Runnable then) {
            long atMost = Math.min(wanted, most);
            boolean granted;
            synchronized (turns) {
                if (bytes > 0) {
                    throw new IllegalStateException("two that wait while they hold bytes could wait for each other");
                }
                granted = growTo(atMost);
                if (!granted) {
                    turns.waiting.add(new Waiting(this, atMost, then));
                }
            }
            if (granted) {
                then.run();
            } else {
                refused();
            }
        }

        /** True also if there is nothing to wait for any more. The lock is held. */
        private boolean growTo(long wanted) {
            return ended || bytes >= wanted || change(wanted);
        }

        /** What it can hold at most, when it is alone. */
        public long most() {
            return most;
        }

        /** How many bytes it holds. */
        public long bytes() {
            synchronized (turns) {
                return bytes;
            }
        }

        /** Gives everything back. Idempotent. */
        @Override
        public void close() {
            synchronized (turns) {
                var _ = change(0);
                ended = true;
            }
            turns.serve();
        }
    }

    private record Waiting(Reservation reservation, long bytes, Runnable then) {}

    /** Those who wait for bytes of a budget or of its parts. It is the lock of all of them, too. */
    private static final class Turns {

        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private final Deque<Runnable> served = new ArrayDeque<>();

        /** One thread at a time runs what was served, or who gives back at once would fill its stack. */
        private boolean running;

        /** Gives what is free to those who wait, in their order; those whose own part is full are passed over. */
        void serve() {
            synchronized (this) {
                waiting.removeIf(next -> next.reservation.growTo(next.bytes) && served.add(next.then));
                if (running || served.isEmpty()) {
                    return;
                }
                running = true;
            }
            while (true) {
                Runnable then;
                synchronized (this) {
                    then = served.poll();
                    if (then == null) {
                        running = false;
                        return;
                    }
                }
                run(then);
            }
        }

        private void run(Runnable then) {
            boolean survived = false;
            try {
                then.run();
                survived = true;
            } catch (RuntimeException broken) {
                survived = true;
                // The others that were served have their bytes and must be told.
                LOG.error("who waited for memory failed when it came", broken);
            } finally {
                if (!survived) {
                    synchronized (this) {
                        running = false;
                    }
                }
            }
        }
    }
}
