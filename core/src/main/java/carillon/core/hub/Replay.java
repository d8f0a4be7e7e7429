package carillon.core.hub;

import carillon.core.delivery.Frame;
import carillon.core.delivery.Lane;
import carillon.core.error.ErrorCode;
import carillon.core.log.DamagedBodyException;
import carillon.core.log.Entry;
import carillon.core.log.LogRecord;
import carillon.core.log.LogUnreadableException;
import carillon.core.log.PositionGoneException;
import carillon.core.memory.MemoryBudget;
import carillon.core.thread.LastResort;
import carillon.sdk.event.Event;
import carillon.sdk.event.StoredEvent;
import carillon.sdk.filter.FilterTooExpensiveException;
import carillon.sdk.filter.SearchBudget;
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
 * <p>It reads the log up to its end, delivering what matches, as fast as the connection takes it. When it is close to
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

    /** What is read ahead, about: a stalled reader holds it, so large events are read a few at a time. */
    private static final long BYTES_A_READ = 256 << 10;

    /** What a stalled reader holds at most; few enough, too, that the other replays' turn comes soon. */
    private static final int FRAMES_A_PIECE = 64;

    /** The same in bytes; one event always fits. */
    private static final long BYTES_A_PIECE = 256 << 10;

    /** Asked for before it is known how large the events are. */
    private static final long LEAST_BYTES = 16 << 10;

    /**
     * After so much work the thread rests: half as long when the replay is alone, twice as long when it takes turns with others, because
     * what they share makes several times the work for the event loops. Otherwise what is live waits for a processor as long as replays
     * last.
     */
    private static final long WORK_NANOS = 500_000;

    /** One is being written while the next is made and waits. */
    private static final int PIECES_UNDER_WAY = 2;

    /** What a client is told whose regular expressions would search an event for too long; its number follows. */
    static final String TOO_LONG = "FILTER_TOO_EXPENSIVE: the filter's regular expressions take too long on event ";

    private final SharedPast past;
    private final FanOut fanOut;
    private final Executor turns;
    private final HubCounters counters;
    private final Subscription subscription;
    private final ReplaySieve sieve;
    private final SearchBudget searches = SearchBudget.ofEvent(SearchBudget.OF_AN_EVENT);
    private final MemoryBudget memory;

    /** Whose share of the memory it takes. */
    private final String caller;

    private final LastResort lastResort;
    private final AtomicInteger underWay = new AtomicInteger();

    /** Says whose turn it was, without a hold on the connection. */
    private final Object turnMark = new Object();

    // Of whoever has the turn; one turn begins after the other ended.
    private boolean sharing;
    private long position;
    private Iterator<LogRecord> read = Collections.emptyIterator();
    private long bytesAhead;

    /** How many are in the piece that was made last. */
    private int events;

    private int recordsARead = FRAMES_A_PIECE;

    /** What the next piece is likely to need, and what it was given. */
    private long wanted = LEAST_BYTES;

    private MemoryBudget.Reservation turn;
    private long worked;

    // Lane thread only.
    private boolean writing;
    private @Nullable Piece next;

    /** Frames on their way to the connection. */
    private final class Piece implements Lane.Holding {

        private final List<Frame> frames;
        private final MemoryBudget.Reservation held;

        Piece(List<Frame> frames, MemoryBudget.Reservation held) {
            this.frames = frames;
            this.held = held;
        }

        @Override
        public void run() {
            write(this);
        }

        @Override
        public void drop() {
            frames.forEach(Frame::release);
            held.close();
        }
    }

    Replay(
            SharedPast past,
            FanOut fanOut,
            Executor turns,
            HubCounters counters,
            Subscription subscription,
            ReplaySieve sieve,
            long from,
            MemoryBudget memory,
            String caller,
            LastResort lastResort) {
        this.past = past;
        this.fanOut = fanOut;
        this.turns = turns;
        this.counters = counters;
        this.subscription = subscription;
        this.sieve = sieve;
        this.position = from;
        this.memory = memory;
        this.caller = caller;
        this.turn = open();
        this.lastResort = lastResort;
    }

    void start() {
        counters.replays.increment();
        goOn();
    }

    @Override
    public void run() {
        guarded(this::step);
    }

    /** A replay that cannot go on ends its connection, because a stream that stays open and silent looks like one without events. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (PositionGoneException overtaken) {
            LOG.warn("retention removed events during a replay: {}", overtaken.getMessage());
            breakOff("retention removed events after " + position
                    + " before they were replayed; come back with that position");
        } catch (LogUnreadableException | DamagedBodyException unreadable) {
            LOG.error("a replay ended at sequence {}: the log cannot be read on", position, unreadable);
            breakOff("events after " + position + " cannot be read now; come back with that position");
        } catch (FilterTooExpensiveException tooLong) {
            breakOff(ErrorCode.FILTER_TOO_EXPENSIVE, TOO_LONG + (position + 1));
        } catch (Throwable broken) {
            lastResort.survive(broken);
            LOG.error("a replay ended at sequence {}", position, broken);
            breakOff("the replay failed after " + position + "; come back with that position");
        }
    }

    /** The position in the reason is near the last event that was written; a client goes by the one that it received. */
    private void breakOff(String reason) {
        breakOff(ErrorCode.INTERNAL, reason);
    }

    private void breakOff(ErrorCode code, String reason) {
        counters.replaysBroken.increment();
        var outlet = subscription.outlet();
        outlet.lane().execute(() -> outlet.end(code, reason));
        fanOut.command(() -> fanOut.end(subscription));
    }

    private void step() {
        var held = turn;
        boolean handedOver = false;
        try {
            handedOver = step(held);
        } finally {
            if (!handedOver) {
                held.close();
            }
        }
    }

    /** True if a piece was handed over, which holds the memory from then on. */
    private boolean step(MemoryBudget.Reservation held) {
        if (over()) {
            return false;
        }
        giveWay();
        sharing = past.takesTurnAfterAnother(turnMark);
        long began = System.nanoTime();
        if (!read.hasNext()) {
            read = read().iterator();
            if (!read.hasNext()) {
                completeWhenWritten();
                return false;
            }
        }
        long before = position;
        var frames = piece();
        worked += System.nanoTime() - began;
        if (frames.isEmpty()) {
            goOn();
            return false;
        }
        if (!holds(frames, held)) {
            frames.forEach(Frame::release);
            position = before;
            goOn();
            return false;
        }
        handOver(new Piece(frames, held));
        return true;
    }

    /** Whether there is memory for a piece, and for what was read ahead; that is read again later if there is none for it. */
    private boolean holds(List<Frame> frames, MemoryBudget.Reservation held) {
        long bytes = 0;
        for (int i = 0; i < frames.size(); i++) {
            bytes += frames.get(i).bytes();
        }
        wanted = Math.min(bytes, memory.most());
        if (bytesAhead <= BYTES_A_READ && held.hold(wanted + bytesAhead)) {
            return true;
        }
        forgetAhead();
        return held.hold(wanted);
    }

    private void forgetAhead() {
        read = Collections.emptyIterator();
        bytesAhead = 0;
    }

    private void giveWay() {
        if (worked > WORK_NANOS) {
            LockSupport.parkNanos(this, sharing ? 2 * worked : worked / 2);
            worked = 0;
        }
    }

    /**
     * The next frames of what was read, as one where the dialect can join them. Perhaps none: a spec that hardly anything
     * matches must not keep the turn until it has found enough.
     */
    private List<Frame> piece() {
        var frames = new ArrayList<Frame>(FRAMES_A_PIECE);
        try {
            long bytes = 0;
            while (frames.size() < FRAMES_A_PIECE && bytes < BYTES_A_PIECE && read.hasNext()) {
                var record = read.next();
                bytesAhead -= record.body().length;
                var stored = eventOf(record);
                searches.refill();
                var frame = stored != null && sieve.passes(stored, searches) ? frame(stored) : null;
                if (frame != null) {
                    frames.add(frame);
                    bytes += frame.bytes();
                }
                position = record.sequence();
            }
            events = frames.size();
            return frames.size() > 1 ? joined(frames) : frames;
        } catch (Throwable failed) {
            frames.forEach(Frame::release);
            throw failed;
        }
    }

    private @Nullable Frame frame(StoredEvent stored) {
        return sharing ? past.frame(stored, subscription.outlet().format(), this::encoded) : encoded(stored);
    }

    /**
     * Null if the dialect cannot show the event, as live: a reader that comes back would only meet it again. An error is another
     * matter, because there may be room for the event next time.
     */
    private @Nullable Frame encoded(StoredEvent stored) {
        var format = subscription.outlet().format();
        try {
            return format.encode(stored);
        } catch (RuntimeException unshowable) {
            counters.unshown.increment();
            LOG.error(
                    "{} cannot show event {}; a replay goes on without it",
                    format.dialect(),
                    stored.sequence(),
                    unshowable);
            return null;
        }
    }

    private List<LogRecord> read() {
        var records = past.readAfter(position, recordsARead);
        bytesAhead = bytes(records);
        recordsARead = Math.clamp(BYTES_A_READ / (bytesAhead / Math.max(1, records.size()) + 1), 1, RECORDS_A_READ);
        return records;
    }

    private static long bytes(List<LogRecord> records) {
        long bytes = 0;
        for (int i = 0; i < records.size(); i++) {
            bytes += records.get(i).body().length;
        }
        return bytes;
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

    private void handOver(Piece piece) {
        counters.replayed.add(events);
        subscription.outlet().lane().execute(piece);
        // Counted after it was handed over: as soon as it counts, another thread may have the turn and hand over the
        // next one.
        if (underWay.incrementAndGet() < PIECES_UNDER_WAY) {
            goOn();
        }
    }

    private void write(Piece piece) {
        if (writing) {
            next = piece;
        } else {
            writing = true;
            guarded(() -> writeNow(piece));
        }
    }

    private void writeNow(Piece piece) {
        try {
            subscription.outlet().writePiece(piece.frames, () -> written(piece));
        } catch (Throwable failed) {
            piece.held.close();
            throw failed;
        }
    }

    /** The connection has room for another piece: a slow reader slows only itself. */
    private void written(Piece done) {
        done.held.close();
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
        guarded(() -> {
            if (!over() && !fanOut.complete(subscription, position, sieve, this::encoded, open())) {
                goOn();
            }
        });
    }

    /**
     * The next turn, as soon as there is memory for a piece. What waits for it holds none itself: the pieces under way are given back as
     * their reader takes them.
     */
    private void goOn() {
        var held = open();
        if (held.hold(wanted)) {
            takeTurn(held);
        } else {
            forgetAhead();
            held.holdWhenFree(wanted, () -> takeTurn(held));
        }
    }

    private MemoryBudget.Reservation open() {
        return memory.open(caller);
    }

    private void takeTurn(MemoryBudget.Reservation held) {
        turn = held;
        try {
            turns.execute(this);
        } catch (RejectedExecutionException hubCloses) {
            held.close();
            LOG.debug("a replay ended at sequence {} with the hub", position);
        }
    }

    private static @Nullable StoredEvent eventOf(LogRecord record) {
        return switch (record.entry()) {
            case Entry.Published(var event) -> shown(record, event);
            case Entry.ObjectChanged changed -> shown(record, changed.event());
            case Entry.StatusChanged _, Entry.Deleted _, Entry.Checkpoint _ -> null;
        };
    }

    private static @Nullable StoredEvent shown(LogRecord record, Event event) {
        return Expiry.wasOver(event, record.timeMillis()) ? null : new StoredEvent(record.sequence(), event);
    }

    private boolean over() {
        return subscription.ended || subscription.outlet().closed();
    }
}
