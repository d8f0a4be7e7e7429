package carillon.core.thread;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A thread that does one step after another and rests in between. What a step throws costs that step, or the process: the
 * thread never ends before it is closed. A wake-up is never lost, whenever it comes.
 *
 * <p>{@link #wake}, {@link #hurry} and {@link #close} belong to any thread, the rest to the thread itself.
 */
public final class HubThread {

    /** Nothing is left to do before somebody calls {@link #wake}. */
    public static final long UNTIL_WOKEN = Long.MAX_VALUE;

    /** There is more to do. */
    public static final long AT_ONCE = 0;

    private final HubThreads threads;
    private final Vitals vitals;
    private final Step step;
    private final long pauseNanos;
    private final Thread thread;

    /** Something to do came after the present step began. */
    private volatile boolean woken;

    /** About to park, or parked, until somebody wakes it: to unpark costs a system call, which is only paid then. */
    private volatile boolean asleep;

    private volatile boolean closing;

    /** Of the thread itself. */
    private boolean triedNothing;

    /** What a thread does again and again. */
    @FunctionalInterface
    public interface Step {

        /** Does what there is to do and says for how many nanoseconds there is nothing more, unless it is woken. */
        long run() throws Exception;
    }

    HubThread(HubThreads threads, Vitals vitals, Step step, long pauseNanos) {
        this.threads = threads;
        this.vitals = vitals;
        this.step = step;
        this.pauseNanos = pauseNanos;
        this.thread = Thread.ofPlatform().name(vitals.name()).daemon(true).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** There is something to do: a step begins after this. Costs next to nothing while the thread is at work. */
    public void wake() {
        woken = true;
        // Read after the write, as the thread reads woken after it wrote asleep: one of the two sees the other.
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    /** Has a pause look at its condition. */
    public void hurry() {
        woken = true;
        LockSupport.unpark(thread);
    }

    /** Whether the thread is to come to its end. */
    public boolean closing() {
        return closing;
    }

    /** A long step has come a good deal further, and is not stuck. */
    public void progress() {
        vitals.busy();
    }

    /** The present step had nothing to do: a thread whose last real step failed goes on being known as failing. */
    public void triedNothing() {
        triedNothing = true;
    }

    /** Rests within a step, for so long or until a condition holds, which whoever changes it tells by {@link #hurry}. */
    public void pause(long nanos, BooleanSupplier until) {
        vitals.resting();
        long end = System.nanoTime() + nanos;
        long left = nanos;
        while (left > 0 && !closing && !until.getAsBoolean()) {
            LockSupport.parkNanos(this, left);
            dropInterrupt();
            left = end - System.nanoTime();
        }
        vitals.busy();
    }

    /** Waits within a step for what others do, however long they take: the thread is not stuck meanwhile. */
    public <T> T waiting(Callable<T> others) throws Exception {
        vitals.resting();
        try {
            return others.call();
        } finally {
            vitals.busy();
        }
    }

    /** Ends the thread at the next moment that lets it, also in the midst of a step, and waits for nothing. */
    public void abandon() {
        closing = true;
        thread.interrupt();
        threads.forget(vitals);
    }

    /** Has the thread finish what there is to do, and waits for its end. Whoever closes it first wins; again is no harm. */
    public void close() throws InterruptedException {
        closing = true;
        LockSupport.unpark(thread);
        thread.join();
        threads.forget(vitals);
    }

    private void run() {
        try {
            while (true) {
                // Read before the step: what came before the closing is still dealt with.
                boolean last = closing;
                long rest = oneStep();
                if (last && rest > 0) {
                    return;
                }
                rest(rest);
            }
        } finally {
            if (!closing) {
                vitals.died();
            }
        }
    }

    private long oneStep() {
        woken = false;
        triedNothing = false;
        vitals.busy();
        try {
            long rest = step.run();
            if (!triedNothing) {
                vitals.succeeded();
            }
            return rest;
        } catch (Throwable thrown) {
            if (!threads.failed(vitals, thrown)) {
                throw new UnsurvivedError(thrown);
            }
            pause(pauseNanos, () -> false);
            // Nobody knows how far the step came: look again.
            return closing ? UNTIL_WOKEN : AT_ONCE;
        }
    }

    private void rest(long nanos) {
        if (nanos == AT_ONCE) {
            return;
        }
        vitals.resting();
        asleep = true;
        long end = nanos == UNTIL_WOKEN ? 0 : System.nanoTime() + nanos;
        long left = nanos;
        while (left > 0 && !woken && !closing) {
            if (nanos == UNTIL_WOKEN) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, left);
                left = end - System.nanoTime();
            }
            dropInterrupt();
        }
        asleep = false;
    }

    /** An interrupt is not the way to talk to this thread, and would keep it from parking. */
    private static void dropInterrupt() {
        var _ = Thread.interrupted();
    }
}
