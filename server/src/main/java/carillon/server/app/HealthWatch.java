package carillon.server.app;

import carillon.core.error.Refusal;
import carillon.core.history.HistoryHealth;
import carillon.core.thread.HubThreads;
import carillon.core.thread.ThreadHealth;
import carillon.server.metrics.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts together how the server is, out of what its threads, its journal and its ports say. Any thread; never blocks. */
final class HealthWatch {

    /** A step of a thread takes milliseconds, on a slow disk seconds. */
    static final Duration STUCK_AFTER = Duration.ofSeconds(30);

    /** A single failure, after which the next try works, is no reason to send clients elsewhere. */
    static final Duration FAILING_AFTER = Duration.ofSeconds(3);

    private final HubThreads threads;
    private final Supplier<Optional<Refusal>> journal;
    private final Supplier<HistoryHealth> history;
    private final Supplier<List<String>> ports;
    private final Duration stuckAfter;
    private final Duration failingAfter;

    /**
     * Watches one server.
     *
     * @param journal why the journal refuses appends
     * @param history whether lists hold what is stored
     * @param ports what is to be said of listeners that are configured and not open
     */
    HealthWatch(
            HubThreads threads,
            Supplier<Optional<Refusal>> journal,
            Supplier<HistoryHealth> history,
            Supplier<List<String>> ports,
            Duration stuckAfter,
            Duration failingAfter) {
        this.threads = threads;
        this.journal = journal;
        this.history = history;
        this.ports = ports;
        this.stuckAfter = stuckAfter;
        this.failingAfter = failingAfter;
    }

    Health now() {
        var broken = new ArrayList<String>();
        var failing = new ArrayList<String>();
        for (var thread : threads.health()) {
            if (!thread.alive()) {
                broken.add("thread " + thread.name() + " has ended; restart the server");
            } else if (thread.inOneStep().compareTo(stuckAfter) > 0) {
                broken.add("thread " + thread.name() + " has been stuck for "
                        + thread.inOneStep().toSeconds() + " s; restart the server");
            } else if (thread.failing().compareTo(failingAfter) > 0) {
                failing.add(failing(thread));
            }
        }
        var troubles = new ArrayList<>(broken);
        troubles.addAll(failing);
        journal.get().map(Refusal::detail).ifPresent(troubles::add);
        // One that is being rebuilt delivers and answers; the server would be sent no clients for hours.
        if (history.get() instanceof HistoryHealth.Failing lists
                && lists.since().plus(failingAfter).isBefore(Instant.now())) {
            troubles.add(lists.line());
        }
        troubles.addAll(ports.get());
        return new Health(broken, troubles);
    }

    private static String failing(ThreadHealth thread) {
        return "thread " + thread.name() + " has been failing for "
                + thread.failing().toSeconds() + " s (" + thread.failure() + "); the log says why";
    }
}
