package carillon.server.segmentlog;

import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the writer, bounded in bytes. Publishers put, the one writer takes everything at once: two lists that
 * change places under a short lock beat a queue of nodes when hundreds wait for the same fsync.
 */
final class AppendQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private final long maxBytes;
    private List<Append> waiting = new ArrayList<>();
    private long bytes;
    private boolean closed;
    private boolean writerWaits;

    AppendQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Puts an append in line; false if the queue is closed, and then nobody will look at it any more. */
    boolean put(Append append) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            // One append always fits into an empty queue, however large.
            boolean fits = bytes == 0 || bytes + append.bytes() <= maxBytes;
            if (fits) {
                bytes += append.bytes();
                waiting.add(append);
            } else {
                waiting.add(append.turnedAway(new Refusal(
                        ErrorCode.OVERLOADED,
                        "more than " + maxBytes + " bytes wait to be stored; try again shortly")));
            }
            if (writerWaits) {
                something.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for appends and takes all; empty when the queue is closed and nothing is left, or when nothing came for so long. Not
     * interruptible: an interrupt would close the file under the writer.
     *
     * @param emptied a list that the writer is done with, to be filled next
     * @param nanos how long to wait
     */
    List<Append> take(List<Append> emptied, long nanos) {
        emptied.clear();
        lock.lock();
        try {
            long left = nanos;
            while (waiting.isEmpty() && !closed && left > 0) {
                writerWaits = true;
                left = awaitUninterruptibly(left);
            }
            writerWaits = false;
            var taken = waiting;
            waiting = emptied;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** What is left of the time. The caller looks again, so a wake-up without a reason does no harm. */
    @SuppressWarnings("WaitNotInLoop")
    private long awaitUninterruptibly(long nanos) {
        long end = System.nanoTime() + nanos;
        try {
            return something.awaitNanos(nanos);
        } catch (InterruptedException unheeded) {
            return end - System.nanoTime();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** These bytes are stored or refused: others may come in for them. */
    void release(long done) {
        lock.lock();
        try {
            bytes -= done;
        } finally {
            lock.unlock();
        }
    }

    long pendingBytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            something.signal();
        } finally {
            lock.unlock();
        }
    }
}
