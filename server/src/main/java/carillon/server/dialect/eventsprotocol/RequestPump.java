package carillon.server.dialect.eventsprotocol;

import java.util.ArrayDeque;

/**
 * Runs the requests of one connection on virtual threads, up to a limit at a time. Further ones wait, and the connection
 * is not read meanwhile: the peer is slowed, nothing is dropped.
 */
final class RequestPump {

    private final int limit;
    private final Runnable pause;
    private final Runnable resume;

    // Guarded by this. Pausing and resuming happen inside, or the later of two calls could arrive first and the
    // connection
    // would rest for ever; both only post to the event loop.
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int running;
    private boolean paused;

    RequestPump(int limit, Runnable pause, Runnable resume) {
        this.limit = limit;
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
        Thread.ofVirtual().name("event").start(() -> {
            try {
                task.run();
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
