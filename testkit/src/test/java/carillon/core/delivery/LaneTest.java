package carillon.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.error.ErrorCode;
import carillon.core.thread.LastResort;
import carillon.sdk.event.Event;
import carillon.sdk.event.StoredEvent;
import carillon.testkit.delivery.RecordingFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** The lane as the pump of an event loop that also reads: each turn of the loop is a step of the test. */
class LaneTest {

    /** Longer than a slice. */
    private static final long LONG_NANOS = 200_000;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final Lane lane = new Lane(tasks::add, turns::add, LastResort.HALT);
    private final RecordingFrame.Format format = new RecordingFrame.Format();
    private final LongAdder waited = new LongAdder();
    private final Batch batch = new Batch(waited, LastResort.HALT);

    /** What happened on the lane, in order. */
    private final List<String> log = new ArrayList<>();

    private void event(long sequence, List<? extends Outlet> outlets) {
        var stored = new StoredEvent(sequence, Event.about("t", "a", "k").build());
        var shared = batch.begin(format.encode(stored));
        outlets.forEach(outlet -> batch.add(outlet, shared));
        batch.handOver();
    }

    /** As an event loop does it: all tasks, then the one thing that is due after the next look at the sockets. */
    private void turn() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
        if (!turns.isEmpty()) {
            turns.remove().run();
        }
    }

    private List<String> untilNothingIsLeft() {
        while (!tasks.isEmpty() || !turns.isEmpty()) {
            turn();
        }
        return log;
    }

    @Test
    void aVisitBringsEverythingSinceTheLastOneInOneWrite() {
        var quick = List.of(new Connection("a", 0), new Connection("b", 0));
        event(1, quick);
        event(2, quick);
        event(3, quick);
        assertThat(untilNothingIsLeft()).containsExactly("a[1, 2, 3]", "b[1, 2, 3]");
        assertThat(format.joined()).as("the bytes are put together once").isEqualTo(1);
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void aSliceEndsAndTheLoopReadsBeforeTheNextOne() {
        var three = List.of(
                new Connection("a", LONG_NANOS), new Connection("b", LONG_NANOS), new Connection("c", LONG_NANOS));
        event(1, three);
        turn();
        // The slice of the task, and the one of the first turn.
        assertThat(log).containsExactly("a[1]", "b[1]");
        turn();
        assertThat(log).containsExactly("a[1]", "b[1]", "c[1]");
        assertThat(turns).isEmpty();
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void anEventThatArrivesMeanwhileLeavesWithTheOneBeforeItWhereThatHasNotLeft() {
        var four = List.of(
                new Connection("a", LONG_NANOS),
                new Connection("b", LONG_NANOS),
                new Connection("c", LONG_NANOS),
                new Connection("d", LONG_NANOS));
        event(1, four);
        tasks.remove().run();
        event(2, four);
        assertThat(untilNothingIsLeft())
                .as("round the ring, those first that have waited longest")
                .containsExactly("a[1]", "b[1, 2]", "c[1, 2]", "d[1, 2]", "a[2]");
        assertThat(format.joined())
                .as("once for the three that stand at one place")
                .isEqualTo(1);
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void whatAConnectionIsSentOtherwiseStaysBehindTheEventsBeforeIt() {
        var a = new Connection("a", LONG_NANOS);
        var b = new Connection("b", LONG_NANOS);
        event(1, List.of(a, b));
        lane.execute(() -> b.own("answer"));
        event(2, List.of(a, b));
        assertThat(untilNothingIsLeft()).containsExactly("b[1]", "b:answer", "a[1]", "a[2]", "b[2]");
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void outletsOfOneConnectionShareItsVisitAndTheOrderOfTheirEvents() {
        var a = new Connection("a", 0);
        var same = new Connection(a);
        event(1, List.of(a));
        event(2, List.of(same));
        event(3, List.of(a));
        turn();
        assertThat(log).containsExactly("a[1]", "a[2]", "a[3]");
        assertThat(a.flushes + same.flushes).isEqualTo(1);
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void aConnectionThatFailsCostsTheOthersNothing() {
        var failing = new Connection("failing", 0);
        failing.fails = true;
        var all = List.of(new Connection("a", 0), failing, new Connection("b", 0));
        event(1, all);
        untilNothingIsLeft();
        event(2, all);
        event(3, all);
        assertThat(untilNothingIsLeft()).containsExactly("a[1]", "b[1]", "a[2, 3]", "b[2, 3]");
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void theLaneIsBusyUntilWhatItTookInIsWritten() {
        var two = List.of(new Connection("a", LONG_NANOS), new Connection("b", LONG_NANOS));
        for (long sequence = 1; sequence <= 257; sequence++) {
            event(sequence, two);
        }
        tasks.remove().run();
        assertThat(lane.busy()).as("one of two has its events").isTrue();
        untilNothingIsLeft();
        assertThat(lane.busy()).isFalse();
        assertThat(format.outstanding()).isZero();
    }

    /** Writes into the log; its flush takes a while. */
    private final class Connection extends Outlet {

        private final String name;
        private final long nanos;
        private final Backlog shared;
        private boolean fails;
        private int flushes;

        Connection(String name, long nanos) {
            this(name, nanos, new Backlog());
        }

        /** Another outlet of the same connection. */
        Connection(Connection same) {
            this(same.name, same.nanos, same.shared);
        }

        private Connection(String name, long nanos, Backlog backlog) {
            super(lane, format, backlog);
            this.name = name;
            this.nanos = nanos;
            this.shared = backlog;
        }

        void own(String message) {
            shared.catchUp();
            log.add(name + ":" + message);
        }

        @Override
        protected void write(Frame frame) {
            var sequences = ((RecordingFrame) frame)
                    .stored().stream().map(StoredEvent::sequence).toList();
            frame.release();
            if (fails) {
                throw new IllegalStateException("a write that fails");
            }
            log.add(name + sequences);
        }

        @Override
        protected void flush() {
            flushes++;
            if (fails) {
                throw new IllegalStateException("a flush that fails");
            }
            long until = System.nanoTime() + nanos;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        }

        @Override
        protected void whenReady(Runnable callback) {
            callback.run();
        }

        @Override
        protected void breakOff(ErrorCode code, String reason) {}

        @Override
        public boolean closed() {
            return false;
        }
    }
}
