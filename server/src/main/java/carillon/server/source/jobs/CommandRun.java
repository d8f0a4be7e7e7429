package carillon.server.source.jobs;

import carillon.server.source.CommandLine;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command while it runs: reads its output into the log and waits for its end, on the thread that calls
 * {@link #toEnd}; {@link #kill} may come from any other.
 */
final class CommandRun {

    private static final Logger LOG = LoggerFactory.getLogger(CommandRun.class);
    private static final int CHUNK = 64 << 10;
    private static final long SHORTEST_NAP = 1_000_000;
    private static final long LONGEST_NAP = 50_000_000;
    private static final int SIGNAL = 128;
    private static final int LAST_SIGNAL = SIGNAL + 31;

    private final ProcessTree tree = new ProcessTree();
    private final CommandLog log;
    private final Runnable onFirstOutput;
    private final Pace pace;

    CommandRun(CommandLog log, Pace pace, Runnable onFirstOutput) {
        this.log = log;
        this.pace = pace;
        this.onFirstOutput = onFirstOutput;
    }

    /** Runs the command to its end and returns the exit code as the wire has it. */
    String toEnd(String command) {
        var process = start(command);
        if (process == null) {
            return "-1";
        }
        try {
            follow(process);
            return code(process.waitFor());
        } catch (InterruptedException stopped) {
            kill();
            Thread.currentThread().interrupt();
            return "9";
        }
    }

    /** Kills the command and everything it has started. If it does not run yet, it will not. */
    void kill() {
        tree.kill();
    }

    private @Nullable Process start(String command) {
        var words = CommandLine.split(command);
        if (words.isEmpty()) {
            return null;
        }
        try {
            return tree.start(new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))));
        } catch (IOException refused) {
            LOG.info("cannot start a job's command: {}", refused.getMessage());
            return null;
        }
    }

    /**
     * Reads until the process has ended. It looks at what is there and naps when there is nothing, because a read that
     * blocks holds its carrier thread (two silent jobs would stop every virtual thread of a server with two cores), and
     * never returns while some child in the background keeps the pipe open.
     */
    @SuppressWarnings("FutureReturnValueIgnored")
    private void follow(Process process) {
        var reader = Thread.currentThread();
        process.onExit().whenComplete((ended, failure) -> LockSupport.unpark(reader));
        var buffer = new byte[CHUNK];
        long nap = SHORTEST_NAP;
        try (var out = process.getInputStream()) {
            while (process.isAlive() && !reader.isInterrupted()) {
                int count = take(out, buffer);
                nap = count > 0 ? SHORTEST_NAP : Math.min(nap * 2, LONGEST_NAP);
                LockSupport.parkNanos(this, count > 0 ? pace.nanosToWait(count) : nap);
            }
            drain(out, buffer);
        } catch (IOException broken) {
            LOG.info("the output of a job's command ended early: {}", broken.getMessage());
        }
    }

    /** What the process left in the pipe when it ended: a pipe full at most, so that a child can not keep us here. */
    private void drain(InputStream out, byte[] buffer) throws IOException {
        for (int rounds = 0; rounds < 32 && take(out, buffer) > 0; rounds++) {
            Thread.onSpinWait();
        }
    }

    private int take(InputStream out, byte[] buffer) throws IOException {
        int there = Math.min(out.available(), buffer.length);
        if (there <= 0) {
            return 0;
        }
        int count = out.read(buffer, 0, there);
        if (count > 0 && log.append(buffer, count)) {
            onFirstOutput.run();
        }
        return count;
    }

    /** The platform says 128 and the signal for a process that a signal ended; the wire has the signal alone. */
    private static String code(int exit) {
        return Integer.toString(exit > SIGNAL && exit <= LAST_SIGNAL ? exit - SIGNAL : exit);
    }
}
