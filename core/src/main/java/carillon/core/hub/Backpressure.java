package carillon.core.hub;

import carillon.core.thread.LastResort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slows publishers to what follows the log: the fan-out, and the history. Two bounds, and nothing acknowledged is dropped by either.
 *
 * <ul>
 *   <li><b>Memory</b>: bytes that were accepted and not fanned out yet. Beyond it a publish is refused.
 *   <li><b>Lag</b>: how far the fan-out (in bytes) and the history (in records) may be behind a stored record. Its publisher's answer waits
 *       until both have come closer. Whoever waits for an answer publishes no more meanwhile.
 * </ul>
 *
 * <p>Any thread. An answer runs on the thread that made it due, and must not block.
 */
final class Backpressure {

    private static final Logger LOG = LoggerFactory.getLogger(Backpressure.class);

    /** A flood goes on as fast as its readers take it: with more than this before the fan-out, publishers wait for it. */
    private static final long MOST_BYTES_BEHIND = 4 << 20;

    private final long mostBytes;
    private final long mostRecordsBehind;
    private final LastResort lastResort;

    /** Bytes before the log, and bytes between the log and the fan-out. */
    private final AtomicLong waiting = new AtomicLong();

    private final AtomicLong behind = new AtomicLong();

    // Counts of records since this began; in the log their places may be further apart.
    private volatile long stored;
    private volatile long fannedOut;
    private volatile long indexed;

    // Guarded by itself; held only to add or take answers.
    private final Queue<Answer> answers = new ArrayDeque<>();
    private volatile boolean anyWaits;

    /**
     * @param behind how many records were stored when it began to wait
     */
    private record Answer(long behind, Runnable action) {}

    /**
     * @param mostBytes how much may be accepted and not fanned out
     * @param mostRecordsBehind how far the history may be behind
     */
    Backpressure(long mostBytes, long mostRecordsBehind, LastResort lastResort) {
        this.mostBytes = mostBytes;
        this.mostRecordsBehind = mostRecordsBehind;
        this.lastResort = lastResort;
    }

    /** Whether so much was accepted that no more can be. */
    boolean full() {
        return waiting.get() + behind.get() > mostBytes;
    }

    /** Whether everything that was accepted is fanned out or refused. */
    boolean drained() {
        return waiting.get() <= 0 && behind.get() <= 0;
    }

    /** These wait for the log. */
    void accepted(long bytes) {
        waiting.addAndGet(bytes);
    }

    /** The log has dealt with what was accepted. What it stored was {@link #stored} before. */
    void settled(long bytes) {
        waiting.addAndGet(-bytes);
    }

    /** The log has them: they wait for the fan-out. Log's writer thread alone. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread
    void stored(int records, long bytes) {
        behind.addAndGet(bytes);
        stored += records;
    }

    /** The fan-out is through with the next records. Fan-out thread alone. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread
    void fannedOut(int records, long bytes) {
        fannedOut += records;
        behind.addAndGet(-bytes);
        release();
    }

    /** The history lacks so many records of the log. */
    void historyBehind(long records) {
        indexed = stored - records;
        release();
    }

    /** Nobody is to wait for the history. */
    void historyAway() {
        indexed = Long.MAX_VALUE;
        release();
    }

    /** Runs the action now, or as soon as what follows the log has come close enough to what is stored by now. */
    void whenClose(Runnable action) {
        long now = stored;
        if (isClose(now)) {
            action.run();
            return;
        }
        synchronized (answers) {
            answers.add(new Answer(now, action));
            anyWaits = true;
        }
        // Once more: what came closer between looking and adding released nobody, and may have been the last to do so.
        release();
    }

    private boolean isClose(long records) {
        return records - indexed <= mostRecordsBehind && (records <= fannedOut || behind.get() <= MOST_BYTES_BEHIND);
    }

    private void release() {
        if (!anyWaits) {
            return;
        }
        var due = new ArrayList<Runnable>();
        synchronized (answers) {
            for (var first = answers.peek(); first != null && isClose(first.behind()); first = answers.peek()) {
                due.add(first.action());
                answers.remove();
            }
            anyWaits = !answers.isEmpty();
        }
        due.forEach(this::answer);
    }

    private void answer(Runnable action) {
        try {
            action.run();
        } catch (Throwable broken) {
            // The other publishers must have their answers all the same.
            lastResort.survive(broken);
            LOG.error("a publisher's answer failed", broken);
        }
    }
}
