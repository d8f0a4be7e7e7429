package carillon.server.dialect.eventsprotocol;

import carillon.core.thread.LastResort;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the requests of one connection on virtual threads, up to a limit at a time. Further ones wait, and the connection
 * is not read meanwhile: the peer is slowed, nothing is dropped. A request that throws gets no answer of its own, so that
 * the connection ends: a peer that hears nothing waits for ever.
 */
final class RequestPump {

    private static final Logger LOG = LoggerFactory.getLogger(RequestPump.class);

    private final int limit;
    private final LastResort lastResort;
    private final Runnable failed;
    private final Runnable pause;
    private final Runnable resume;

    // Guarded by this. Pausing and resuming happen inside, or the later of two calls could arrive first and the
    // connection
    // would rest for ever; both only post to the event loop.
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int running;
    private boolean paused;

    /**
     * For one connection.
     *
     * @param failed ends the connection: a request could not be answered
     */
    RequestPump(int limit, LastResort lastResort, Runnable failed, Runnable pause, Runnable resume) {
        this.limit = limit;
        this.lastResort = lastResort;
        this.failed = failed;
        this.pause = pause;
        this.resume = resume;
    }

    void submit(Runnable task) {
        synchronized (this) {
            if (running == limit) {
                waiting.add(task);
                if (!paused) {
                    paused = true;
                    pause.run();
                }
                return;
            }
            running++;
        }
        start(task);
    }

    /** How many wait; a transport that cannot be paused has to draw the line itself. */
    synchronized int waiting() {
        return waiting.size();
    }

    synchronized boolean isBusy() {
        return running > 0;
    }

    private void start(Runnable task) {
        lastResort.startVirtual("event", () -> {
            try {
                task.run();
            } catch (Throwable thrown) {
                var _ = lastResort.judge(thrown);
                LOG.error("a request could not be answered; its connection is closed", thrown);
                failed.run();
            } finally {
                next();
            }
        });
    }

    private void next() {
        Runnable task;
        synchronized (this) {
            task = waiting.poll();
            if (task == null) {
                running--;
            }
            if (paused && waiting.isEmpty()) {
                paused = false;
                resume.run();
            }
        }
        if (task != null) {
            start(task);
        }
    }
}
