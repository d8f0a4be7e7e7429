package carillon.server.http;

import carillon.core.thread.HubTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The delayed tasks of one connection. A timer holds a task until its time has come, and the task holds the connection:
 * {@link #cancel} takes both out of the timer at once. Any thread.
 */
public final class DelayedTasks {

    private final HubTimer timer;

    // Both guarded by this.
    private final List<Future<?>> waiting = new ArrayList<>(2);
    private boolean cancelled;

    public DelayedTasks(HubTimer timer) {
        this.timer = timer;
    }

    /** Runs a task on the timer's thread after the delay, unless {@link #cancel} comes first. */
    public synchronized void after(Duration delay, Runnable task) {
        if (!cancelled && !timer.isShutdown()) {
            waiting.removeIf(Future::isDone);
            waiting.add(timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS));
        }
    }

    /** Drops what waits, and everything that is added later. */
    public synchronized void cancel() {
        cancelled = true;
        waiting.forEach(task -> task.cancel(false));
        waiting.clear();
    }
}
