package carillon.core.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A number of bytes that answers, lists and replays share. What is built for a reader, or waits until the reader takes it, is
 * reserved here first. If the bytes are not free, the holder refuses its request or pauses: the heap is never asked for more.
 *
 * <p>A budget can be divided: what a {@link #part} holds counts for the part and for the whole. What is opened for a caller counts
 * for that caller as well, who holds at most a quarter of each: a few that read slowly leave the rest to the others. The only
 * reservation of a caller may be larger, so that one answer is bounded by the budget alone.
 *
 * <p>Invariant: the reservations of a budget never add up to more than {@link #most()}, apart from what each has for free. Any
 * thread. One lock guards a budget and all its parts; it is held for a few additions, never while code of a holder runs.
 */
public final class MemoryBudget {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);

    /** However small the heap: a few of the largest events have to fit. */
    private static final long LEAST = 16L << 20;

    /** What one caller has of a budget is the whole divided by this. */
    private static final int SHARES = 4;

    /** Reservations that are opened for nobody have no share. */
    private static final Object NOBODY = new Object();

    private final @Nullable MemoryBudget whole;
    private final Turns turns;
    private final long most;
    private final long free;
    private final LongAdder refusals = new LongAdder();

    /** Written under the lock of {@link #turns}. */
    private volatile long held;

    // Guarded by turns: the callers that hold something here or wait for it, and those that wait, in their turn.
    private final Map<Object, Caller> callers = new HashMap<>();
    private final Deque<Caller> waiting = new ArrayDeque<>();

    public MemoryBudget(long most) {
        this(most, 0);
    }

    /**
     * A budget that does not count small things.
     *
     * @param free what each reservation has without asking: it never touches what all threads share
     */
    public MemoryBudget(long most, long free) {
        this(null, new Turns(), most, free);
    }

    private MemoryBudget(@Nullable MemoryBudget whole, Turns turns, long most, long free) {
        if (most <= 0) {
            throw new IllegalArgumentException("a budget has at least one byte: " + most);
        }
        this.whole = whole;
        this.turns = turns;
        this.most = most;
        this.free = free;
    }

    /** A quarter of the heap. */
    public static MemoryBudget ofHeap() {
        return new MemoryBudget(Math.max(LEAST, Runtime.getRuntime().maxMemory() / 4));
    }

    /** A budget within this one: at most so many of its bytes, all of them counted. The whole does not refer to it. */
    public MemoryBudget part(long atMost) {
        return part(atMost, 0);
    }

    /**
     * A budget within this one that does not count small things.
     *
     * @param unasked what each reservation of the part has without asking
     */
    public MemoryBudget part(long atMost, long unasked) {
        return new MemoryBudget(this, turns, Math.min(atMost, most), unasked);
    }

    /** A reservation of no bytes yet, that counts for no caller. */
    public Reservation open() {
        return new Reservation(NOBODY);
    }

    /**
     * A reservation of no bytes yet.
     *
     * @param caller whose share it counts for: a name, an address; null for nobody
     */
    public Reservation open(@Nullable Object caller) {
        return new Reservation(caller == null ? NOBODY : caller);
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

    // The lock is held in all of these.

    /** Whether a caller with a reservation of so many bytes may have more, as far as its own share goes. */
    private boolean inShare(Object caller, long mine, long more) {
        var known = callers.get(caller);
        long all = known == null ? 0 : known.held;
        boolean here = caller.equals(NOBODY) || all == mine || more <= most / SHARES - all;
        return here && (whole == null || whole.inShare(caller, mine, more));
    }

    private boolean hasRoom(long more) {
        // Subtracted, because the sum could overflow.
        return more <= most - held && (whole == null || whole.hasRoom(more));
    }

    /** Adds to what is held, or takes away from it, here and in the whole. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the lock is held; volatile is for those who only look
    private void count(Object caller, long more) {
        held += more;
        var known = callers.computeIfAbsent(caller, Caller::new);
        known.held += more;
        forgetIfIdle(known);
        if (whole != null) {
            whole.count(caller, more);
        }
    }

    private void forgetIfIdle(Caller caller) {
        if (caller.held == 0 && caller.waiting.isEmpty()) {
            callers.remove(caller.key);
        }
    }

    private void await(Waiting one) {
        var caller = callers.computeIfAbsent(one.reservation.caller, Caller::new);
        if (caller.waiting.isEmpty()) {
            waiting.add(caller);
        }
        caller.waiting.add(one);
        turns.asked.add(this);
    }

    private void awaitNoLonger(Waiting one) {
        var caller = callers.get(one.reservation.caller);
        if (caller != null && caller.waiting.remove(one) && caller.waiting.isEmpty()) {
            waiting.remove(caller);
            forgetIfIdle(caller);
        }
        if (waiting.isEmpty()) {
            turns.asked.remove(this);
        }
    }

    /**
     * Gives what is free to those who wait, one of each caller after the other. Callers whose share is full are passed over. One for
     * whom the budget has too little is not: it would wait for ever while smaller ones come.
     */
    private void grant() {
        int passed = 0;
        while (passed < Math.min(waiting.size(), Turns.MOST_LOOKED_AT)) {
            var caller = waiting.getFirst();
            var next = caller.waiting.getFirst();
            if (!inShare(caller.key, 0, next.bytes)) {
                waiting.add(waiting.remove());
                passed++;
            } else if (!hasRoom(next.bytes)) {
                return;
            } else {
                grant(next, caller);
                passed = 0;
            }
        }
    }

    private void grant(Waiting next, Caller caller) {
        awaitNoLonger(next);
        next.reservation.granted(next.bytes);
        turns.served.add(next.then);
        if (!caller.waiting.isEmpty()) {
            waiting.remove(caller);
            waiting.add(caller);
        }
    }

    private void refused() {
        refusals.increment();
        if (whole != null) {
            whole.refused();
        }
    }

    /** What one caller holds of one budget, and which of its reservations wait. Known while there is either. */
    private static final class Caller {
        final Object key;
        final LinkedHashSet<Waiting> waiting = new LinkedHashSet<>();
        long held;

        Caller(Object key) {
            this.key = key;
        }
    }

    /**
     * What one answer, page or replay holds. It ends once, by {@link #close()}, whatever became of its holder; any thread may
     * do that, also while another one grows it. Nothing can be held after the end.
     */
    public final class Reservation implements AutoCloseable {

        /** One that nobody asked for anything ends without the lock: most answers and bodies are small. */
        private static final int UNUSED = 0;

        private static final int USED = 1;
        private static final int ENDED_UNUSED = 2;

        private final AtomicInteger use = new AtomicInteger(UNUSED);

        // Guarded by turns. What is free makes no difference to others, so that its reader may see an older number.
        private volatile Object caller;
        private volatile long bytes;
        private volatile boolean ended;
        private @Nullable Waiting asked;
        private @Nullable Runnable atEnd;

        private Reservation(Object caller) {
            this.caller = caller;
        }

        /** Counts for this caller from now on. Only while it holds nothing, and before other threads know of it. */
        public void belongsTo(Object other) {
            if (bytes > 0) {
                throw new IllegalStateException("it holds bytes of another caller already");
            }
            caller = other;
        }

        /** Grows or shrinks to so many bytes. False if they are not free, or the reservation has ended: then nothing changes. */
        public boolean hold(long wanted) {
            if (wanted <= free && bytes <= free) {
                return holdForFree(wanted);
            }
            if (!takesPart()) {
                return false;
            }
            boolean granted;
            boolean shrank;
            synchronized (turns) {
                shrank = wanted < bytes;
                granted = change(wanted);
            }
            return settled(granted, shrank);
        }

        /** One thread at a time grows a reservation, and one that ends meanwhile has nothing to give back. */
        private boolean holdForFree(long wanted) {
            if (ended || use.get() == ENDED_UNUSED) {
                return false;
            }
            bytes = wanted;
            return true;
        }

        /** From here on its end takes the lock; false if it has ended before. */
        private boolean takesPart() {
            return use.get() == USED || use.compareAndSet(UNUSED, USED) || use.get() == USED;
        }

        /** Holds so many bytes more; false as in {@link #hold}. */
        public boolean add(long more) {
            if (!takesPart()) {
                return false;
            }
            boolean granted;
            synchronized (turns) {
                granted = more <= Long.MAX_VALUE - bytes && change(bytes + more);
            }
            return settled(granted, more < 0);
        }

        /** Those who wait come before one that holds nothing yet. */
        private boolean change(long wanted) {
            long before = counted(bytes);
            long more = counted(wanted) - before;
            boolean late = before == 0 && !waiting.isEmpty();
            if (ended || (more > 0 && (late || !inShare(caller, before, more) || !hasRoom(more)))) {
                return false;
            }
            granted(wanted);
            return true;
        }

        private void granted(long wanted) {
            long more = counted(wanted) - counted(bytes);
            bytes = wanted;
            asked = null;
            if (more != 0) {
                count(caller, more);
            }
        }

        private long counted(long size) {
            return Math.max(0, size - free);
        }

        private boolean settled(boolean granted, boolean shrank) {
            if (!granted) {
                refused();
            } else if (shrank) {
                turns.serve();
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
            if (!takesPart()) {
                then.run();
                return;
            }
            boolean granted;
            synchronized (turns) {
                if (bytes > 0) {
                    throw new IllegalStateException("two that wait while they hold bytes could wait for each other");
                }
                granted = ended || change(atMost);
                if (!granted) {
                    var one = new Waiting(this, atMost, then);
                    asked = one;
                    await(one);
                }
            }
            if (granted) {
                then.run();
            } else {
                refused();
            }
        }

        /** What it can hold at most, when it is alone. */
        public long most() {
            return most;
        }

        /** Calls back at the end of what it is held for; at once if that was before. One callback, which must neither block nor throw. */
        public void whenEnded(Runnable callback) {
            if (takesPart()) {
                synchronized (turns) {
                    if (!ended) {
                        atEnd = callback;
                        return;
                    }
                }
            }
            callback.run();
        }

        /** How many bytes it holds. */
        public long bytes() {
            return bytes;
        }

        /** Gives everything back. Idempotent. */
        @Override
        public void close() {
            if (use.compareAndSet(UNUSED, ENDED_UNUSED)) {
                bytes = 0;
                return;
            }
            if (use.get() == ENDED_UNUSED) {
                return;
            }
            synchronized (turns) {
                if (ended) {
                    return;
                }
                var one = asked;
                if (one != null) {
                    awaitNoLonger(one);
                    turns.served.add(one.then);
                }
                var last = atEnd;
                if (last != null) {
                    turns.served.add(last);
                }
                granted(0);
                ended = true;
            }
            turns.serve();
        }
    }

    private static final class Waiting {
        final Reservation reservation;
        final long bytes;
        final Runnable then;

        Waiting(Reservation reservation, long bytes, Runnable then) {
            this.reservation = reservation;
            this.bytes = bytes;
            this.then = then;
        }
    }

    /** Whose turn it is, in a budget and its parts. It is the lock of all of them, too. */
    private static final class Turns {

        /** Callers whose share is full, at each release: the others are looked at when the next bytes come back. */
        static final int MOST_LOOKED_AT = 64;

        /** The budgets that somebody waits for. */
        private final Set<MemoryBudget> asked = new LinkedHashSet<>();

        private final Deque<Runnable> served = new ArrayDeque<>();

        /** One thread at a time runs what was served, or who gives back at once would fill its stack. */
        private boolean running;

        /** Gives what is free to those who wait. */
        void serve() {
            synchronized (this) {
                if (!asked.isEmpty()) {
                    List.copyOf(asked).forEach(MemoryBudget::grant);
                }
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
