package carillon.core.hub;

import carillon.core.delivery.Batch;
import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Inbox;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import carillon.core.delivery.SharedFrame;
import carillon.core.error.ErrorCode;
import carillon.core.log.Entry;
import carillon.core.log.LogRecord;
import carillon.core.memory.MemoryBudget;
import carillon.core.subscription.MatchIndex;
import carillon.core.thread.HubThread;
import carillon.core.thread.HubThreads;
import carillon.core.thread.LastResort;
import carillon.sdk.event.Event;
import carillon.sdk.event.StoredEvent;
import carillon.sdk.filter.EventView;
import carillon.sdk.filter.FilterTooExpensiveException;
import carillon.sdk.filter.SearchBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that matches events against subscriptions, encodes each once for each dialect, and hands every event
 * loop one batch. It owns the match index and the state of all subscriptions, so none of that needs a lock; whoever
 * wants to change them sends a command, which takes its turn among the events.
 */
final class FanOut {

    private static final long RECENT_BYTES = 32 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);

    /** Hand over after so many deliveries even if more events wait: bounds latency and the size of one task. */
    private static final int HAND_OVER_AFTER = 16_384;

    /** As many for one connection are a quarter of the shortest outbox: who reads as fast as it can shall not lose any. */
    private static final int HAND_OVER_AFTER_FRAMES = 64;

    /** After a step that failed as a whole; what waits for the thread waits that much longer. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    /** A replay that lacks more than this goes on reading: the latest events of all readers together would fill the memory. */
    private static final long MOST_REST_BYTES = 4 << 20;

    /** What waits for the thread: records of one append, or a command. */
    private sealed interface Work {
        record Records(List<LogRecord> records, long bytes) implements Work {}

        record Command(Runnable action) implements Work {}
    }

    /** What the last events may be searched before a replay that completes with them goes on by itself: some 6 ms at worst. */
    private static final long SEARCHES_OF_A_REST = 400_000;

    private final HubCounters counters;
    private final Backpressure backpressure;
    private final MatchIndex<Subscription> index = new MatchIndex<>();
    private final RecentEvents recent;
    private final SharedPast past;
    private final LastResort lastResort;
    private final HubThread thread;

    private final Inbox<Work> waiting = new Inbox<>();

    // From here on: fan-out thread only.
    private final long startedAfter;
    private long last;
    private StoredEvent current;
    private EventView view;
    private final SearchBudget searches = SearchBudget.ofEvent(SearchBudget.OF_AN_EVENT);
    private final List<EncodedFrame> encoded = new ArrayList<>();
    private final Batch batch;
    private final Consumer<Subscription> sink = this::take;

    /** One event as one dialect shows it, and how many connections get it. */
    private static final class EncodedFrame {
        final FrameFormat format;

        /** Null if the dialect cannot show the event. */
        final @Nullable SharedFrame shared;

        int deliveries;

        EncodedFrame(FrameFormat format, @Nullable SharedFrame shared) {
            this.format = format;
            this.shared = shared;
        }
    }

    /**
     * @param last the log's last sequence: nothing before it is fanned out
     * @param backpressure told how far this came
     */
    FanOut(
            HubThreads threads,
            long last,
            int recentEvents,
            SharedPast past,
            HubCounters counters,
            Backpressure backpressure) {
        this.last = last;
        this.startedAfter = last;
        this.recent = new RecentEvents(recentEvents, RECENT_BYTES);
        this.past = past;
        this.counters = counters;
        this.backpressure = backpressure;
        this.lastResort = threads.lastResort();
        this.batch = new Batch(counters.waitedNanos, lastResort);
        this.current = NOTHING;
        this.view = EventView.of(NOTHING.event());
        this.thread = threads.thread("fan-out", PAUSE, this::step);
    }

    private static final StoredEvent NOTHING =
            new StoredEvent(1, Event.about("", "", "").id("-").build());

    void start() {
        thread.start();
    }

    /** Queues the records of an append, in sequence order; {@link #wake} is to follow. Called by the log's writer thread alone. */
    void stored(List<LogRecord> records) {
        long bytes = LogRecord.bytes(records);
        backpressure.stored(records.size(), bytes);
        waiting.add(new Work.Records(records, bytes));
    }

    /** Queues a command behind the events that are waiting. Any thread. */
    void command(Runnable action) {
        waiting.add(new Work.Command(action));
        wake();
    }

    void wake() {
        thread.wake();
    }

    /** Deals with what waits, then ends. */
    void close() throws InterruptedException {
        thread.close();
    }

    private long step() {
        var taken = waiting.takeAll();
        for (var work : taken) {
            perform(work);
            thread.progress();
        }
        batch.handOver();
        return taken.isEmpty() ? HubThread.UNTIL_WOKEN : HubThread.AT_ONCE;
    }

    private void perform(Work work) {
        try {
            switch (work) {
                case Work.Records(List<LogRecord> records, long bytes) -> {
                    try {
                        for (int i = 0; i < records.size(); i++) {
                            deliver(records.get(i));
                        }
                    } finally {
                        backpressure.fannedOut(records.size(), bytes);
                    }
                }
                case Work.Command(Runnable action) -> {
                    // What was matched before the command reaches the connections before anything the command sends.
                    batch.handOver();
                    action.run();
                }
            }
        } catch (Throwable broken) {
            // One event or command must not end delivery for everybody.
            lastResort.survive(broken);
            LOG.error("fan-out could not finish one step", broken);
        }
    }

    private void deliver(LogRecord record) {
        last = record.sequence();
        switch (record.known()) {
            case Entry.Published(Event event) -> deliver(record, event);
            case Entry.ObjectChanged changed -> deliver(record, changed.event());
            case Entry.StatusChanged _, Entry.Deleted _, Entry.Checkpoint _ -> {
                // Nothing that subscribers are told of.
            }
            case null -> LOG.error("record {} is no entry, and reaches nobody", record.sequence());
        }
    }

    private void deliver(LogRecord record, Event event) {
        if (!Expiry.wasOver(event, record.timeMillis())) {
            deliver(new StoredEvent(record.sequence(), event));
        }
    }

    private void deliver(StoredEvent stored) {
        long started = System.nanoTime();
        try {
            recent.add(stored);
            current = stored;
            searches.refill();
            view = EventView.of(stored.event(), searches);
            index.match(stored.sequence(), view, sink);
        } catch (Throwable unmatched) {
            // One event must not end the delivery of those that were stored with it.
            lastResort.survive(unmatched);
            LOG.error("event {} did not reach everybody", stored.sequence(), unmatched);
        } finally {
            // Whatever happened: the frames of this event must not go out as those of the next one.
            count();
        }
        if (!index.overrun().isEmpty()) {
            endOverrun();
        }
        counters.matchNanos.add(System.nanoTime() - started);
        counters.matchedEvents.increment();
        if (batch.deliveries() >= HAND_OVER_AFTER || batch.frames() >= HAND_OVER_AFTER_FRAMES) {
            batch.handOver();
            thread.progress();
        }
    }

    /**
     * Whether these match is not known, so they are ended, and their connections told: a stream that stays open would look like one without
     * events. Those that may not see the event miss nothing.
     */
    private void endOverrun() {
        batch.handOver();
        var overrun = List.copyOf(index.overrun());
        index.overrun().clear();
        for (var subscription : overrun) {
            try {
                endTooExpensive(subscription);
            } catch (Throwable broken) {
                lastResort.survive(broken);
                LOG.error("a subscription that searches too long was not ended", broken);
            }
        }
    }

    private void endTooExpensive(Subscription subscription) {
        if (current.sequence() > subscription.liveAfter
                && !subscription.ended
                && subscription.visibility.shows(current.event())) {
            var outlet = subscription.outlet;
            var reason = Replay.TOO_LONG + current.sequence();
            outlet.lane().execute(() -> outlet.end(ErrorCode.FILTER_TOO_EXPENSIVE, reason));
            end(subscription);
            counters.tooExpensive.increment();
        }
    }

    /** The match index found this subscription for the current event. */
    private void take(Subscription subscription) {
        var outlet = subscription.outlet;
        try {
            if (isNewTo(subscription) && outlet.takes(current.sequence())) {
                handTo(outlet);
            }
        } catch (FilterTooExpensiveException tooLong) {
            // The format has filters of its own.
            index.overrun().add(subscription);
        } catch (Throwable broken) {
            // Whoever else it matches must have it all the same.
            lastResort.survive(broken);
            LOG.error("event {} did not reach a subscriber", current.sequence(), broken);
        }
    }

    private boolean isNewTo(Subscription subscription) {
        return current.sequence() > subscription.liveAfter
                && !subscription.ended
                && subscription.visibility.shows(current.event())
                && subscription.outlet.format().shows(current, view);
    }

    private void handTo(Outlet outlet) {
        var frame = frameFor(outlet.format());
        var shared = frame.shared;
        if (shared == null) {
            counters.unshown.increment();
        } else {
            frame.deliveries++;
            batch.add(outlet, shared);
        }
    }

    @SuppressWarnings("ReferenceEquality") // formats are compared by identity, see FrameFormat
    private EncodedFrame frameFor(FrameFormat format) {
        for (int i = 0; i < encoded.size(); i++) {
            if (encoded.get(i).format == format) {
                return encoded.get(i);
            }
        }
        var frame = new EncodedFrame(format, encode(format));
        encoded.add(frame);
        return frame;
    }

    /** Null if the dialect cannot: tried once for an event, not for each of its subscribers. */
    private @Nullable SharedFrame encode(FrameFormat format) {
        try {
            return batch.begin(format.encode(current));
        } catch (Throwable unshowable) {
            lastResort.survive(unshowable);
            LOG.error("{} cannot show event {}", format.dialect(), current.sequence(), unshowable);
            return null;
        }
    }

    private void count() {
        for (int i = 0; i < encoded.size(); i++) {
            var one = encoded.get(i);
            counters.delivered(one.format.dialect()).add(one.deliveries);
        }
        encoded.clear();
    }

    // Commands; each runs on the fan-out thread.

    /** The last sequence that was fanned out. */
    long last() {
        return last;
    }

    void goLive(Subscription subscription) {
        if (!subscription.ended) {
            subscription.handle = index.add(subscription.spec, subscription);
            subscription.goesLive(Math.max(last, subscription.liveAfter));
            counters.subscriptions.increment();
        }
    }

    void end(Subscription subscription) {
        subscription.ended = true;
        subscription.allowance.release();
        var handle = subscription.handle;
        if (handle != null) {
            index.remove(handle);
            subscription.handle = null;
            counters.subscriptions.decrement();
        }
    }

    /**
     * Delivers what a replay has not reached yet and makes the subscription live, in one step.
     *
     * @return false if the replay is too far behind: it has to go on reading the log
     */
    boolean complete(
            Subscription subscription,
            long replayedTo,
            ReplaySieve sieve,
            Function<StoredEvent, @Nullable Frame> encoder,
            MemoryBudget.Reservation held) {
        if (replayedTo < last && !recent.covers(replayedTo, startedAfter + 1)) {
            return false;
        }
        var rest = rest(subscription.outlet.format(), replayedTo, sieve, encoder, held);
        if (rest == null) {
            return false;
        }
        if (!rest.isEmpty()) {
            // As a piece of the replay, so that it cannot overflow the outbox of a connection that has just resumed.
            var outlet = subscription.outlet;
            counters.replayed.add(rest.size());
            outlet.lane().execute(new Rest(outlet, rest, held));
        }
        // The replay may have read events that are durable but still on their way to this thread.
        subscription.liveAfter = replayedTo;
        goLive(subscription);
        return true;
    }

    /** The last piece of a replay, which may find its event loop ended. */
    private record Rest(Outlet outlet, List<Frame> frames, MemoryBudget.Reservation held) implements Lane.Holding {

        @Override
        public void run() {
            outlet.writePiece(frames, held::close);
        }

        @Override
        public void drop() {
            frames.forEach(Frame::release);
            held.close();
        }
    }

    /** Null if it is too much for one piece. */
    private @Nullable List<Frame> rest(
            FrameFormat format,
            long replayedTo,
            ReplaySieve sieve,
            Function<StoredEvent, @Nullable Frame> encoder,
            MemoryBudget.Reservation held) {
        var rest = new ArrayList<Frame>();
        var bytes = new long[1];
        var searches = SearchBudget.ofRequest(SEARCHES_OF_A_REST);
        try {
            recent.forEachAfter(replayedTo, stored -> {
                var frame = bytes[0] < MOST_REST_BYTES && sieve.passes(stored, searches)
                        ? past.frame(stored, format, encoder)
                        : null;
                if (frame != null) {
                    rest.add(frame);
                    bytes[0] += frame.bytes();
                }
            });
            if (bytes[0] < MOST_REST_BYTES && held.hold(bytes[0])) {
                return rest;
            }
            rest.forEach(Frame::release);
            held.close();
            return null;
        } catch (FilterTooExpensiveException tooLong) {
            // The replay goes on reading; it has a budget for each event, and this thread has others to serve.
            rest.forEach(Frame::release);
            held.close();
            return null;
        } catch (Throwable failed) {
            rest.forEach(Frame::release);
            held.close();
            throw failed;
        }
    }
}
