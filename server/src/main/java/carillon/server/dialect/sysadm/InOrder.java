package carillon.server.dialect.sysadm;

import carillon.core.thread.LastResort;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks one after another on threads that it borrows. Any thread. */
final class InOrder implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(InOrder.class);

    private final Executor threads;
    private final LastResort lastResort;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    InOrder(Executor threads, LastResort lastResort) {
        this.threads = threads;
        this.lastResort = lastResort;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        threads.execute(this::work);
    }

    int waiting() {
        synchronized (tasks) {
            return tasks.size();
        }
    }

    private void work() {
        while (true) {
            Runnable task;
            synchronized (tasks) {
                task = tasks.poll();
                if (task == null) {
                    running = false;
                    return;
                }
            }
            run(task);
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable broken) {
            // Thrown out of here it would keep all later tasks from ever running.
            var _ = lastResort.judge(broken);
            LOG.error("a task of a client behind a bridge failed", broken);
        }
    }
}
