package carillon.core.delivery;

import java.util.Arrays;
import java.util.concurrent.Executor;

/**
 * The way to all connections of one event loop. The fan-out thread collects deliveries here and hands them over in one
 * task for each batch, not one for each connection: the hand-over was what cost most when measured.
 *
 * <p>{@link #add} and {@link #handOver} belong to the fan-out thread; the tasks run on the lane's executor, which must
 * run them one after another and in order.
 */
public final class Lane {

    private static final int INITIAL = 256;

    private final Executor executor;
    private Outlet[] outlets = new Outlet[INITIAL];
    private Frame[] frames = new Frame[INITIAL];
    private int size;

    public Lane(Executor executor) {
        this.executor = executor;
    }

    /** Notes that the outlet is to get the frame. The caller sees to the references. */
    public void add(Outlet outlet, Frame frame) {
        if (size == outlets.length) {
            outlets = Arrays.copyOf(outlets, size * 2);
            frames = Arrays.copyOf(frames, size * 2);
        }
        outlets[size] = outlet;
        frames[size] = frame;
        size++;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Hands everything collected to the event loop as one task. */
    public void handOver() {
        if (size == 0) {
            return;
        }
        var batch = new Batch(outlets, frames, size);
        outlets = new Outlet[Math.max(INITIAL, size)];
        frames = new Frame[Math.max(INITIAL, size)];
        size = 0;
        executor.execute(batch);
    }

    /** Runs something on the lane's thread, after everything handed over before. */
    public void execute(Runnable task) {
        executor.execute(task);
    }

    private record Batch(Outlet[] outlets, Frame[] frames, int size) implements Runnable {

        @Override
        public void run() {
            for (int i = 0; i < size; i++) {
                outlets[i].dirty = true;
                outlets[i].write(frames[i]);
            }
            for (int i = 0; i < size; i++) {
                var outlet = outlets[i];
                if (outlet.dirty) {
                    outlet.dirty = false;
                    outlet.flush();
                }
            }
        }
    }
}
