package carillon.core.thread;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that run tasks now, later, or again and again. What a task throws costs that one run: a repeated task comes
 * again, which Java's own executor keeps from it in silence.
 */
public final class HubTimer extends ScheduledThreadPoolExecutor {

    private final HubThreads threads;
    private final boolean watched;
    private final Map<Thread, Vitals> vitals;

    /**
     * For {@link HubThreads}.
     *
     * @param watched whether a task that takes long is known as stuck
     */
    HubTimer(HubThreads threads, String name, int size, boolean watched) {
        this(threads, name, size, watched, new ConcurrentHashMap<>());
    }

    private HubTimer(HubThreads threads, String name, int size, boolean watched, Map<Thread, Vitals> vitals) {
        super(size, work -> worker(threads, name, size, vitals, work));
        this.threads = threads;
        this.watched = watched;
        this.vitals = vitals;
        // What is due later has no use for the end of its owner.
        setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        setRemoveOnCancelPolicy(true);
    }

    private static Thread worker(HubThreads threads, String name, int size, Map<Thread, Vitals> vitals, Runnable work) {
        var own = threads.vitals(size == 1 ? name : name + "-" + (vitals.size() + 1));
        var thread = Thread.ofPlatform().name(own.name()).daemon(true).unstarted(work);
        vitals.put(thread, own);
        return thread;
    }

    @Override
    protected void terminated() {
        vitals.values().forEach(threads::forget);
        super.terminated();
    }

    /** Whether the caller is one of the threads. */
    public boolean runsHere() {
        return vitals.containsKey(Thread.currentThread());
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return super.schedule(guarded(task), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        return super.schedule(() -> judged(task), delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
        return super.scheduleAtFixedRate(guarded(task), first, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        return super.scheduleWithFixedDelay(guarded(task), first, delay, unit);
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            var own = begun();
            try {
                task.run();
                own.succeeded();
            } catch (Throwable thrown) {
                if (!threads.failed(own, thrown)) {
                    own.died();
                }
            } finally {
                own.resting();
            }
        };
    }

    /** The caller hears of the failure by its future. */
    private <V> V judged(Callable<V> task) throws Exception {
        var own = begun();
        try {
            return task.call();
        } catch (Throwable thrown) {
            var _ = threads.lastResort().judge(thrown);
            throw thrown;
        } finally {
            own.resting();
        }
    }

    private Vitals begun() {
        var own = vitals.get(Thread.currentThread());
        if (own == null) {
            throw new IllegalStateException("a task ran on a thread of somebody else: " + Thread.currentThread());
        }
        if (watched) {
            own.busy();
        }
        return own;
    }
}
