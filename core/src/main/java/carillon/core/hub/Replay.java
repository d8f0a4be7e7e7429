package carillon.core.hub;

import carillon.core.delivery.Frame;
import carillon.core.delivery.Outlet;
import carillon.core.journal.Entry;
import carillon.core.journal.EntryCodec;
import carillon.core.journal.Journal;
import carillon.core.journal.JournalRecord;
import carillon.core.journal.JournalUnreadableException;
import carillon.core.journal.PositionGoneException;
import carillon.sdk.event.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one subscription from a position in the past to the present, on a virtual thread of its own.
 *
 * <p>It reads the journal up to its end, delivering what matches, as fast as the connection takes it. When it is close to
 * the present it asks the fan-out thread to complete it: that thread delivers the last few events out of memory and makes
 * the subscription live in the same step, so there is neither gap nor repeat, and no buffer that could overflow. A replay
 * that is still too far behind simply goes on reading.
 */
final class Replay implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    private static final int RECORDS_A_READ = 1_024;
    private static final int FRAMES_A_PIECE = 64;

    private final Journal journal;
    private final FanOut fanOut;
    private final HubCounters counters;
    private final Subscription subscription;
    private final ReplaySieve sieve;
    private long position;

    Replay(
            Journal journal,
            FanOut fanOut,
            HubCounters counters,
            Subscription subscription,
            ReplaySieve sieve,
            long from) {
        this.journal = journal;
        this.fanOut = fanOut;
        this.counters = counters;
        this.subscription = subscription;
        this.sieve = sieve;
        this.position = from;
    }

    @Override
    public void run() {
        counters.replays.increment();
        try {
            do {
                readToTheEnd();
            } while (!over() && !completed());
        } catch (JournalUnreadableException unreadable) {
            LOG.error("a replay ended at sequence {}: the subscription is not served", position, unreadable);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException loopEnded) {
            LOG.debug("a replay ended at sequence {} with its event loop", position);
        }
    }

    private void readToTheEnd() throws InterruptedException {
        while (!over()) {
            var records = read();
            if (records.isEmpty()) {
                return;
            }
            deliver(records);
            position = records.getLast().sequence();
        }
    }

    private List<JournalRecord> read() {
        try {
            return journal.readAfter(position, RECORDS_A_READ);
        } catch (PositionGoneException trimmedMeanwhile) {
            // Retention overtook a slow reader; what is left is all that can be given.
            LOG.warn("retention removed events during a replay: {}", trimmedMeanwhile.getMessage());
            position = journal.first() - 1;
            return journal.readAfter(position, RECORDS_A_READ);
        }
    }

    private void deliver(List<JournalRecord> records) throws InterruptedException {
        var outlet = subscription.outlet();
        var piece = new ArrayList<Frame>(FRAMES_A_PIECE);
        for (var record : records) {
            var stored = eventOf(record);
            if (stored != null && sieve.passes(stored)) {
                piece.add(outlet.format().encode(stored));
                counters.replayed.increment();
                if (piece.size() == FRAMES_A_PIECE) {
                    write(outlet, piece);
                    piece = new ArrayList<>(FRAMES_A_PIECE);
                }
            }
        }
        if (!piece.isEmpty()) {
            write(outlet, piece);
        }
    }

    /** Writes a piece and waits until the connection has room for the next: a slow reader slows only itself. */
    private static void write(Outlet outlet, List<Frame> piece) throws InterruptedException {
        var ready = new CountDownLatch(1);
        try {
            outlet.lane().execute(() -> outlet.writePiece(piece, ready::countDown));
        } catch (RejectedExecutionException loopEnded) {
            piece.forEach(Frame::release);
            throw loopEnded;
        }
        ready.await();
    }

    private static @Nullable StoredEvent eventOf(JournalRecord record) {
        return switch (EntryCodec.decode(record)) {
            case Entry.Published(var event) -> new StoredEvent(record.sequence(), event);
            case Entry.ObjectChanged changed -> new StoredEvent(record.sequence(), changed.event());
            case Entry.StatusChanged _, Entry.Deleted _ -> null;
        };
    }

    private boolean completed() throws InterruptedException {
        var answer = new CompletableFuture<Boolean>();
        fanOut.command(() -> answer.complete(fanOut.complete(subscription, position, sieve)));
        return answer.join();
    }

    private boolean over() {
        return subscription.ended || subscription.outlet().closed();
    }
}
