package carillon.server.http;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs tasks one after another on threads of an executor, which may block. */
final class SerialTasks {

    /** More waiting than this is worth a pause of whoever brings them. */
    private static final int HIGH = 64;

    private static final int LOW = 16;

    private final Executor threads;
    private final Consumer<Boolean> tooMany;
    private final Consumer<Throwable> failed;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;
    private boolean paused;
    private boolean held;

    /** The consumers are called on any thread, never under the lock. */
    SerialTasks(Executor threads, Consumer<Boolean> tooMany, Consumer<Throwable> failed) {
        this.threads = threads;
        this.tooMany = tooMany;
        this.failed = failed;
    }

    void add(Runnable task) {
        boolean start;
        boolean pause;
        synchronized (this) {
            waiting.add(task);
            start = !running && !held;
            running |= start;
            pause = !paused && waiting.size() > HIGH;
            paused |= pause;
        }
        if (pause) {
            tooMany.accept(true);
        }
        if (start) {
            threads.execute(this::work);
        }
    }

    /** Whether tasks have to wait: nothing more begins while their answers are not read. Any thread. */
    void hold(boolean on) {
        boolean start;
        synchronized (this) {
            held = on;
            start = !on && !running && !waiting.isEmpty();
            running |= start;
        }
        if (start) {
            threads.execute(this::work);
        }
    }

    private void work() {
        for (var task = next(); task != null; task = next()) {
            runOne(task);
        }
    }

    private @Nullable Runnable next() {
        boolean resume;
        @Nullable Runnable next;
        synchronized (this) {
            next = held ? null : waiting.poll();
            running = next != null;
            resume = paused && waiting.size() < LOW;
            paused &= !resume;
        }
        if (resume) {
            tooMany.accept(false);
        }
        return next;
    }

    private void runOne(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) {
            failed.accept(thrown);
        }
    }
}
