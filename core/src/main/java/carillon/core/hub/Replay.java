package carillon.core.hub;

import carillon.core.delivery.Frame;
import carillon.core.journal.Entry;
import carillon.core.journal.EntryCodec;
import carillon.core.journal.Journal;
import carillon.core.journal.JournalRecord;
import carillon.core.journal.PositionGoneException;
import carillon.sdk.event.StoredEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one subscription from a position in the past to the present, piece by piece.
 *
 * <p>It reads the journal up to its end, delivering what matches, as fast as the connection takes it. When it is close to
 * the present it asks the fan-out thread to complete it: that thread delivers the last few events out of memory and makes
 * the subscription live in the same step, so there is neither gap nor repeat, and no buffer that could overflow. A replay
 * that is still too far behind simply goes on reading.
 *
 * <p>Each run makes one piece, on a thread that all replays take turns on. No thread waits for a slow reader, and a hundred
 * replays take no more of the machine from live events than one does: with a virtual thread for each, live events waited 13 s.
 */
final class Replay implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private static final int RECORDS_A_READ = 512;

    /** What a stalled reader holds at most; few enough, too, that the other replays' turn comes soon. */
    private static final int FRAMES_A_PIECE = 64;

    /**
     * After so much work the thread rests half as long. Otherwise it takes a processor for as long as the replay lasts, and what is live
     * waits for one.
     */
    private static final long WORK_NANOS = 500_000;

    /** One is being written while the next is made and waits. */
    private static final int PIECES_UNDER_WAY = 2;

    private final Journal journal;
    private final FanOut fanOut;
    private final Executor turns;
    private final HubCounters counters;
    private final Subscription subscription;
    private final ReplaySieve sieve;
    private final AtomicInteger underWay = new AtomicInteger();

    // Of whoever has the turn; one turn begins after the other ended.
    private long position;
    private Iterator<JournalRecord> read = Collections.emptyIterator();
    private long worked;

    // Lane thread only.
    private boolean writing;
    private @Nullable List<Frame> next;

    Replay(
            Journal journal,
            FanOut fanOut,
            Executor turns,
            HubCounters counters,
            Subscription subscription,
            ReplaySieve sieve,
            long from) {
        this.journal = journal;
        this.fanOut = fanOut;
        this.turns = turns;
        this.counters = counters;
        this.subscription = subscription;
        this.sieve = sieve;
        this.position = from;
    }

    void start() {
        counters.replays.increment();
        goOn();
    }

    @Override
    public void run() {
        try {
            step();
        } catch (RejectedExecutionException loopEnded) {
            LOG.debug("a replay ended at sequence {} with its event loop", position);
        } catch (RuntimeException broken) {
            LOG.error("a replay ended at sequence {}: the subscription is not served", position, broken);
        }
    }

    private void step() {
        if (over()) {
            return;
        }
        giveWay();
        long began = System.nanoTime();
        if (!read.hasNext()) {
            read = read().iterator();
            if (!read.hasNext()) {
                completeWhenWritten();
                return;
            }
        }
        var piece = piece();
        worked += System.nanoTime() - began;
        if (piece.isEmpty()) {
            goOn();
        } else {
            handOver(piece);
        }
    }

    private void giveWay() {
        if (worked > WORK_NANOS) {
            LockSupport.parkNanos(this, worked / 2);
            worked = 0;
        }
    }

    /**
     * The next frames of what was read, as one where the dialect can join them. Perhaps none: a spec that hardly anything
     * matches must not keep the turn until it has found enough.
     */
    private List<Frame> piece() {
        var format = subscription.outlet().format();
        var frames = new ArrayList<Frame>(FRAMES_A_PIECE);
        while (frames.size() < FRAMES_A_PIECE && read.hasNext()) {
            var record = read.next();
            position = record.sequence();
            var stored = eventOf(record);
            if (stored != null && sieve.passes(stored)) {
                frames.add(format.encode(stored));
            }
        }
        counters.replayed.add(frames.size());
        return frames.size() > 1 ? joined(frames) : frames;
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

    /** As one frame where the dialect can: a write for each event costs more than the copy. */
    private static List<Frame> joined(List<Frame> frames) {
        var whole = frames.getFirst().join(frames);
        if (whole == null) {
            return frames;
        }
        frames.forEach(Frame::release);
        return List.of(whole);
    }

    private void handOver(List<Frame> piece) {
        subscription.outlet().lane().execute(() -> write(piece));
        // Counted after it was handed over: as soon as it counts, another thread may have the turn and hand over the
        // next one.
        if (underWay.incrementAndGet() < PIECES_UNDER_WAY) {
            goOn();
        }
    }

    private void write(List<Frame> piece) {
        if (writing) {
            next = piece;
        } else {
            writing = true;
            subscription.outlet().writePiece(piece, this::written);
        }
    }

    /** The connection has room for another piece: a slow reader slows only itself. */
    private void written() {
        writing = false;
        var piece = next;
        next = null;
        if (piece != null) {
            write(piece);
        }
        if (underWay.getAndDecrement() == PIECES_UNDER_WAY) {
            goOn();
        }
    }

    /** Not before there is room: a connection that is behind with the past would lose the present that comes on top. */
    private void completeWhenWritten() {
        var outlet = subscription.outlet();
        outlet.lane().execute(() -> outlet.writePiece(List.of(), () -> fanOut.command(this::complete)));
    }

    /** Fan-out thread. */
    private void complete() {
        if (!over() && !fanOut.complete(subscription, position, sieve)) {
            goOn();
        }
    }

    private void goOn() {
        try {
            turns.execute(this);
        } catch (RejectedExecutionException hubCloses) {
            LOG.debug("a replay ended at sequence {} with the hub", position);
        }
    }

    private static @Nullable StoredEvent eventOf(JournalRecord record) {
        return switch (EntryCodec.decode(record)) {
            case Entry.Published(var event) -> new StoredEvent(record.sequence(), event);
            case Entry.ObjectChanged changed -> new StoredEvent(record.sequence(), changed.event());
            case Entry.StatusChanged _, Entry.Deleted _ -> null;
        };
    }

    private boolean over() {
        return subscription.ended || subscription.outlet().closed();
    }
}
