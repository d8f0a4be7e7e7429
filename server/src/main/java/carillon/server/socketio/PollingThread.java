package carillon.server.socketio;

import carillon.core.delivery.Lane;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread that all polling sessions belong to, and that watches heartbeats. One is enough: it moves bytes between
 * queues and never waits.
 */
final class PollingThread implements AutoCloseable {

    private final Thread thread;
    private final ScheduledThreadPoolExecutor executor;
    private final Lane lane;

    PollingThread() {
        var made = new Thread[1];
        executor = new ScheduledThreadPoolExecutor(1, work -> {
            var daemon = Thread.ofPlatform().name("socket.io").daemon(true).unstarted(work);
            made[0] = daemon;
            return daemon;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // Most deadlines are met long before they pass; what they hold must not stay until then.
        executor.setRemoveOnCancelPolicy(true);
        executor.prestartAllCoreThreads();
        thread = made[0];
        lane = new Lane(this::execute);
    }

    Lane lane() {
        return lane;
    }

    /** Runs a task on the thread: at once when called there, so that what happens there keeps its order. */
    void now(Runnable task) {
        if (Thread.currentThread().equals(thread)) {
            task.run();
        } else {
            execute(task);
        }
    }

    private void execute(Runnable task) {
        if (!executor.isShutdown()) {
            executor.execute(task);
        }
    }

    /** Runs a task later on, unless it is cancelled before. Only on the thread, or before there is any traffic. */
    Future<?> after(Duration delay, Runnable task) {
        return executor.isShutdown()
                ? CompletableFuture.completedFuture(null)
                : executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
    void every(long millis, Runnable task) {
        executor.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
