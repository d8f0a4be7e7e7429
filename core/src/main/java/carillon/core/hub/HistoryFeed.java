package carillon.core.hub;

import carillon.core.error.RefusedException;
import carillon.core.history.History;
import carillon.core.history.HistoryHealth;
import carillon.core.log.Log;
import carillon.core.thread.HubThread;
import carillon.core.thread.HubThreads;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the history up with the log, on one thread: at the start it catches up, then it follows. Reading back from
 * the log makes both the same code, and a history that was lost is rebuilt by it without further ado.
 *
 * <p>The history is slower than the log: it says how far it came, and publishers are slowed to that ({@link Backpressure}). Nobody
 * waits for a history that fails or begins from the first record: that may take hours, and events are delivered without it.
 *
 * <p>Until it is half as far behind, it gives way to publishers: after each transaction it rests. What comes meanwhile is one
 * transaction, which writes each page once. Without rests a thousand events a second wrote 22 MB/s of pages, and the log's
 * own flushes stood behind those for up to 30 ms. Nobody who asks the history waits for a rest, and what a flood left behind is
 * taken in at once when it is over.
 */
final class HistoryFeed {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryFeed.class);
    private static final int RECORDS_A_TRANSACTION = 10_000;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** Looks into the history that often when there is nothing to take in: searches may have found it damaged. */
    private static final long LOOK_NANOS = 1_000_000_000L;

    private static final long LONGEST_REST_NANOS = 200_000_000L;

    /** While there is more to take in, a rest is as many times as long as the work before it: an eighth of the processors is taken. */
    private static final int REST = Math.max(0, 8 / Runtime.getRuntime().availableProcessors() - 1);

    private final Log log;
    private final History history;
    private final long maxBacklog;
    private final Backpressure backpressure;
    private final HubThread thread;
    private volatile long applied;
    private volatile HistoryHealth health = new HistoryHealth.Ok();

    /** The log's last record when the history began from the first one; 0 if it did not. Feed thread only. */
    private long rebuiltAt;

    /** Who waits for the history to catch up. */
    private final AtomicInteger asking = new AtomicInteger();

    /**
     * @param maxBacklog how many records it may be behind before publishers wait for it
     * @param backpressure told how far this came
     */
    HistoryFeed(HubThreads threads, Log log, History history, long maxBacklog, Backpressure backpressure) {
        this.log = log;
        this.history = history;
        this.maxBacklog = maxBacklog;
        this.backpressure = backpressure;
        this.thread = threads.thread("history-feed", RETRY_AFTER, this::step);
    }

    void start() {
        var known = history.epoch();
        if (!known.isEmpty() && history.applied() > log.lastOf(known)) {
            LOG.warn("the history belongs to another log and is built anew");
            history.clear();
        } else if (!known.isEmpty() && !known.equals(log.epoch())) {
            history.continueAs(log.epoch());
        }
        reached(history.applied());
        if (applied == 0 && log.last() > 0) {
            rebuild();
        }
        thread.start();
    }

    /** How many records the history is behind. */
    long backlog() {
        return log.countAfter(applied);
    }

    /** Whether the history follows the log. Any thread. */
    HistoryHealth health() {
        return health;
    }

    /** There is something new in the log. Any thread; costs next to nothing when the feed is busy. */
    void wake() {
        if (pressed()) {
            thread.hurry();
        } else {
            thread.wake();
        }
    }

    /** Waits until a sequence was taken in; false if that took longer, or is in vain. Blocks: virtual threads only. */
    boolean await(long sequence, Duration atMost) throws InterruptedException {
        if (applied >= sequence) {
            return true;
        }
        if (health instanceof HistoryHealth.Failing) {
            return false;
        }
        asking.incrementAndGet();
        thread.hurry();
        try {
            return history.await(sequence, atMost);
        } finally {
            asking.decrementAndGet();
        }
    }

    /** Lets the history catch up for at most so long, then stops; what is missing is taken in at the next start. */
    void close(long nanos) throws InterruptedException {
        var _ = await(log.last(), Duration.ofNanos(nanos));
        thread.close();
        backpressure.historyAway();
    }

    /** Publishers and readers learn of it at once. */
    private void failing(Throwable failed) {
        var reason = failed instanceof RefusedException refused
                ? refused.refusal().detail()
                : failed.getClass().getSimpleName() + "; the log of the server says more";
        var since = health instanceof HistoryHealth.Failing known ? known.since() : Instant.now();
        health = new HistoryHealth.Failing(since, reason);
        backpressure.historyAway();
    }

    private void rebuild() {
        rebuiltAt = log.last();
        health = new HistoryHealth.Rebuilding(Instant.now(), "0 of " + rebuiltAt + " records are applied");
        backpressure.historyAway();
    }

    /** A step went well. */
    private void well() {
        if (health.isOk()) {
            return;
        }
        if (health instanceof HistoryHealth.Failing) {
            LOG.info("the history applies records again, up to {}", applied);
        }
        if (applied >= rebuiltAt) {
            health = new HistoryHealth.Ok();
            return;
        }
        var since = health instanceof HistoryHealth.Rebuilding known ? known.since() : Instant.now();
        health = new HistoryHealth.Rebuilding(since, applied + " of " + rebuiltAt + " records are applied");
    }

    private long step() {
        if (thread.closing()) {
            return HubThread.UNTIL_WOKEN;
        }
        long seen = log.last();
        long began = System.nanoTime();
        try {
            if (!takeIn()) {
                return LOOK_NANOS;
            }
        } catch (RuntimeException | Error failed) {
            failing(failed);
            throw failed;
        }
        thread.pause(rest(seen, System.nanoTime() - began), this::pressed);
        return HubThread.AT_ONCE;
    }

    /**
     * How long to rest, in nanoseconds.
     *
     * @param seen the log's last record when the work began
     * @param worked for how long
     */
    private long rest(long seen, long worked) {
        if (applied >= seen) {
            return LONGEST_REST_NANOS;
        }
        boolean quiet = log.last() == seen;
        return quiet ? 0 : Math.min(REST * worked, LONGEST_REST_NANOS);
    }

    private boolean pressed() {
        return asking.get() > 0 || backlog() > maxBacklog / 2;
    }

    private boolean takeIn() {
        history.mend();
        // What the history says counts: after a failure it may have less than was handed to it.
        long has = history.applied();
        if (has == 0 && applied > 0) {
            rebuild();
        }
        reached(has);
        var records = log.readAfter(Math.max(applied, log.first() - 1), RECORDS_A_TRANSACTION);
        if (!records.isEmpty()) {
            history.apply(log.epoch(), records);
            reached(records.getLast().sequence());
        }
        well();
        return !records.isEmpty();
    }

    private void reached(long sequence) {
        applied = sequence;
        if (health.isOk()) {
            backpressure.historyBehind(backlog());
        } else {
            backpressure.historyAway();
        }
    }
}
