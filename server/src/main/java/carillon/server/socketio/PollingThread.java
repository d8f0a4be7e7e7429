package carillon.server.socketio;

import carillon.core.delivery.Lane;
import carillon.core.thread.HubThreads;
import carillon.core.thread.HubTimer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The thread that all polling sessions belong to, and that watches heartbeats. One is enough: it moves bytes between
 * queues and never waits.
 */
final class PollingThread implements AutoCloseable {

    private final HubTimer thread;
    private final Lane lane;

    PollingThread(HubThreads threads) {
        thread = threads.timer("socket.io");
        lane = new Lane(this::execute, threads.lastResort());
    }

    Lane lane() {
        return lane;
    }

    /** Runs a task on the thread: at once when called there, so that what happens there keeps its order. */
    void now(Runnable task) {
        if (thread.runsHere()) {
            task.run();
        } else {
            execute(task);
        }
    }

    private void execute(Runnable task) {
        if (!thread.isShutdown()) {
            thread.execute(task);
        }
    }

    /** Runs a task later on, unless it is cancelled before. Only on the thread, or before there is any traffic. */
    Future<?> after(Duration delay, Runnable task) {
        return thread.isShutdown()
                ? CompletableFuture.completedFuture(null)
                : thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
    void every(long millis, Runnable task) {
        thread.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
