package carillon.core.thread;

import java.time.Duration;

/** What one thread tells about itself. Written by that thread, read by any. */
public final class Vitals {

    private static final long RESTING = Long.MIN_VALUE;

    /** A thread that tries every second would fill the log, often of a disk that is full already. */
    private static final long TELL_AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

    private final String name;
    private volatile long busySince = RESTING;
    private volatile long failingSince = RESTING;
    private volatile String failure = "";
    private volatile boolean dead;

    /** Of the thread itself. */
    private long told;

    Vitals(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** A step begins, or a long one has come a good deal further. */
    public void busy() {
        busySince = System.nanoTime();
    }

    /** Nothing is to be done. */
    public void resting() {
        busySince = RESTING;
    }

    /** The step did what it was to do. */
    public void succeeded() {
        // Read first: this runs for each step, and the write is the dear part.
        if (failingSince != RESTING) {
            failingSince = RESTING;
            failure = "";
        }
    }

    /**
     * The step failed.
     *
     * @return true if the one before it did not, or failed with something else
     */
    public boolean failed(Throwable thrown) {
        var before = failure;
        failure = thrown.getClass().getSimpleName();
        if (failingSince == RESTING) {
            failingSince = System.nanoTime();
        }
        boolean another = !before.equals(failure);
        if (another) {
            told = System.nanoTime();
        }
        return another;
    }

    /** Whether it is time to tell that it still fails. */
    boolean tellsAgain() {
        long now = System.nanoTime();
        if (now - told < TELL_AGAIN_NANOS) {
            return false;
        }
        told = now;
        return true;
    }

    /** The thread has ended although nobody closed it. */
    public void died() {
        dead = true;
    }

    ThreadHealth health() {
        long now = System.nanoTime();
        return new ThreadHealth(name, !dead, since(busySince, now), since(failingSince, now), failure);
    }

    private static Duration since(long then, long now) {
        return then == RESTING ? Duration.ZERO : Duration.ofNanos(Math.max(1, now - then));
    }
}
