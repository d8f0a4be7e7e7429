package carillon.core.hub;

import carillon.core.thread.LastResort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slows publishers to what follows the journal: the fan-out, and the history. Two bounds, and nothing acknowledged is dropped by either.
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
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong behind = new AtomicLong();
    private volatile long fannedOut;
    private volatile long indexed;

    // Guarded by itself; held only to add or take answers.
    private final Queue<Answer> waiting = new ArrayDeque<>();
    private volatile boolean anyWaits;

    private record Answer(long sequence, Runnable action) {}

    /**
     * @param mostBytes how much may be accepted and not fanned out
     * @param mostRecordsBehind how far the history may be behind
     * @param last the journal's last sequence: nothing before it is fanned out
     */
    Backpressure(long mostBytes, long mostRecordsBehind, long last, LastResort lastResort) {
        this.mostBytes = mostBytes;
        this.mostRecordsBehind = mostRecordsBehind;
        this.fannedOut = last;
        this.lastResort = lastResort;
    }

    /** Whether so much was accepted that no more can be. */
    boolean full() {
        return accepted.get() > mostBytes;
    }

    /** Whether everything that was accepted is fanned out or refused. */
    boolean drained() {
        return accepted.get() <= 0;
    }

    void accepted(long bytes) {
        accepted.addAndGet(bytes);
    }

    /** The journal did not take what was accepted. */
    void refused(long bytes) {
        accepted.addAndGet(-bytes);
    }

    /** The journal has it: it waits for the fan-out. */
    void stored(long bytes) {
        behind.addAndGet(bytes);
    }

    /** The fan-out is through with everything up to a sequence. */
    void fannedOut(long sequence, long bytes) {
        fannedOut = sequence;
        accepted.addAndGet(-bytes);
        behind.addAndGet(-bytes);
        release();
    }

    /** The history has taken in everything up to a sequence; {@link Long#MAX_VALUE}: nobody is to wait for it. */
    void indexed(long sequence) {
        indexed = sequence;
        release();
    }

    /** Runs the action now, or as soon as what follows the journal has come close enough to a sequence. */
    void whenClose(long sequence, Runnable action) {
        if (isClose(sequence)) {
            action.run();
            return;
        }
        synchronized (waiting) {
            waiting.add(new Answer(sequence, action));
            anyWaits = true;
        }
        // Once more: what came closer between looking and adding released nobody, and may have been the last to do so.
        release();
    }

    private boolean isClose(long sequence) {
        return sequence - indexed <= mostRecordsBehind && (sequence <= fannedOut || behind.get() <= MOST_BYTES_BEHIND);
    }

    private void release() {
        if (!anyWaits) {
            return;
        }
        var due = new ArrayList<Runnable>();
        synchronized (waiting) {
            for (var first = waiting.peek(); first != null && isClose(first.sequence()); first = waiting.peek()) {
                due.add(first.action());
                waiting.remove();
            }
            anyWaits = !waiting.isEmpty();
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
