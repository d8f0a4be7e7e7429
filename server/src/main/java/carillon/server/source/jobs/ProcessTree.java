package carillon.server.source.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process and all that descends from it. Children whose parent has gone belong to init and are no descendants for the
 * system any more; so every process inherits a mark in its environment, by which it is found where {@code /proc} shows
 * it. Thread-safe.
 */
final class ProcessTree {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);
    private static final String VARIABLE = "CARILLON_JOB";
    private static final Path PROC = Path.of("/proc");
    // A tree that forks faster than it is killed is given up after so many rounds, and the log says so.
    private static final int ROUNDS = 20;
    private static final long NAP_NANOS = 5_000_000;

    private final String mark = UUID.randomUUID().toString();
    private @Nullable Process root;
    private boolean killed;

    /** Starts the first process; null if the tree was killed before. */
    synchronized @Nullable Process start(ProcessBuilder builder) throws IOException {
        if (killed) {
            return null;
        }
        builder.environment().put(VARIABLE, mark);
        root = builder.start();
        return root;
    }

    /** Kills every process of the tree. Looks again until none is left, because a tree may grow meanwhile. */
    void kill() {
        Process first;
        synchronized (this) {
            killed = true;
            first = root;
        }
        if (first == null) {
            return;
        }
        for (int round = 0; round < ROUNDS; round++) {
            var family = Stream.concat(first.descendants(), marked())
                    .filter(ProcessHandle::isAlive)
                    .toList();
            first.destroyForcibly();
            family.forEach(ProcessHandle::destroyForcibly);
            if (family.isEmpty()) {
                return;
            }
            LockSupport.parkNanos(NAP_NANOS);
        }
        LOG.warn("processes of a killed job are still there after {} rounds, mark {}={}", ROUNDS, VARIABLE, mark);
    }

    private Stream<ProcessHandle> marked() {
        if (!Files.isDirectory(PROC)) {
            return Stream.empty();
        }
        var wanted = VARIABLE + "=" + mark;
        return ProcessHandle.allProcesses()
                .filter(process -> environment(process.pid()).contains(wanted));
    }

    private static String environment(long pid) {
        try {
            return Files.readString(PROC.resolve(pid + "/environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException goneOrForeign) {
            // It has ended meanwhile, or belongs to somebody else and so is none of ours.
            return "";
        }
    }
}
