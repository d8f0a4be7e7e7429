package carillon.core.thread;

import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a thread does with something thrown that no code below it caught: {@link #judge} decides whether it costs the one
 * step that threw it, or the process. Asked at the edge of every thread of the hub. Any thread.
 */
public final class LastResort {

    private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);

    /** The exit code of a process that ended itself; a supervisor should start it again. */
    public static final int EXIT_CODE = 70;

    /** Ends the process. */
    public static final LastResort HALT = new LastResort(LastResort::halt);

    private final Ending ending;

    /** How a process is ended; tests replace it. */
    @FunctionalInterface
    public interface Ending {
        void end(String thread, Throwable cause);
    }

    public LastResort(Ending ending) {
        this.ending = ending;
    }

    /**
     * Decides about what was thrown, and ends the process if it cannot go on. Call it before anything else is done with
     * the failure: without memory a line in the log may fail as well.
     *
     * @return true if only this step is lost
     */
    public boolean judge(Throwable thrown) {
        boolean survivable = costsOneStep(thrown);
        if (!survivable && !(thrown instanceof UnsurvivedError)) {
            ending.end(Thread.currentThread().getName(), thrown);
        }
        return survivable;
    }

    /** Runs one task on a virtual thread of its own; what the task throws is judged and logged. */
    public void startVirtual(String name, Runnable task) {
        Thread.ofVirtual().name(name).start(guarded(task));
    }

    /** The task with an edge of its own: what it throws is judged and logged, because nobody else hears of it. */
    Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable thrown) {
                var _ = judge(thrown);
                LOG.error("{} could not finish its task", Thread.currentThread().getName(), thrown);
            }
        };
    }

    /** Returns if only this step is lost; for an edge inside another one, which hears of it as well. */
    public void survive(Throwable thrown) {
        if (!judge(thrown)) {
            throw new UnsurvivedError(thrown);
        }
    }

    /**
     * The heap is shared: when it is exhausted any other thread may have failed half-way through a change, too. A subclass
     * of OutOfMemoryError tells of a pool of its own, such as the transport's buffers. A stack that overflowed is unwound.
     */
    private static boolean costsOneStep(Throwable thrown) {
        return switch (thrown) {
            case StackOverflowError _ -> true;
            case OutOfMemoryError memory -> memory.getClass() != OutOfMemoryError.class;
            case VirtualMachineError _, UnsurvivedError _ -> false;
            default -> true;
        };
    }

    /** Not {@code System.exit}: shutdown hooks wait for threads that may be the ones that broke. */
    private static void halt(String thread, Throwable cause) {
        try {
            cause.printStackTrace();
            var line = "carillon: thread " + thread + " cannot go on (" + cause + "); the process ends with exit code "
                    + EXIT_CODE + ". Start it again: everything acknowledged is stored.\n";
            System.err.write(line.getBytes(StandardCharsets.UTF_8));
            System.err.flush();
        } catch (Throwable _) {
            // There is no memory left for the message; the exit code says it.
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
