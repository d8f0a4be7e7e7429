package carillon.core.hub;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Leave for one subscription to take up what it does. It counts from {@link Hub#reserve} until the subscription ends or
 * {@link #release} is called, whichever is first. Any thread.
 */
public final class Allowance {

    private final Runnable release;
    private final AtomicBoolean released = new AtomicBoolean();

    Allowance(Runnable release) {
        this.release = release;
    }

    /** Gives it back; a second time does nothing. */
    public void release() {
        if (released.compareAndSet(false, true)) {
            release.run();
        }
    }
}
