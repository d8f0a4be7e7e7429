package carillon.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.error.ErrorCode;
import carillon.core.thread.LastResort;
import carillon.sdk.event.Event;
import carillon.sdk.event.StoredEvent;
import carillon.testkit.delivery.RecordingFrame;
import carillon.testkit.property.Property;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    private void event(long sequence, Group group) {
        var stored = new StoredEvent(sequence, Event.about("t", "a", "k").build());
        batch.add(group, batch.begin(format.encode(stored)));
        batch.handOver();
    }

    private Group group(Connection... connections) {
        var group = new Group();
        Stream.of(connections).forEach(group::join);
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
        return group;
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
        var quick = group(new Connection("a", 0), new Connection("b", 0));
        event(1, quick);
        event(2, quick);
        event(3, quick);
        assertThat(untilNothingIsLeft()).containsExactly("a[1, 2, 3]", "b[1, 2, 3]");
        assertThat(format.joined()).as("the bytes are put together once").isEqualTo(1);
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void aSliceEndsAndTheLoopReadsBeforeTheNextOne() {
        var three = group(
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
        var four = group(
                new Connection("a", LONG_NANOS),
                new Connection("b", LONG_NANOS),
                new Connection("c", LONG_NANOS),
                new Connection("d", LONG_NANOS));
        event(1, four);
        tasks.remove().run();
        event(2, four);
        assertThat(untilNothingIsLeft())
                .as("round the group, then those again that lack something")
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
        var both = group(a, b);
        event(1, both);
        lane.execute(() -> b.own("answer"));
        event(2, both);
        assertThat(untilNothingIsLeft()).containsExactly("b[1]", "b:answer", "a[1, 2]", "b[2]");
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void aConnectionThatChangesItsGroupKeepsTheOrderOfItsEvents() {
        var a = new Connection("a", 0);
        var same = new Connection(a);
        var group = group(a);
        event(1, group);
        group.leave(a);
        var others = new Group();
        others.join(same);
        event(2, others);
        event(3, others);
        turn();
        assertThat(log).containsExactly("a[1]", "a[2, 3]");
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void aConnectionThatFailsCostsTheOthersNothing() {
        var failing = new Connection("failing", 0);
        failing.fails = true;
        var all = group(new Connection("a", 0), failing, new Connection("b", 0));
        event(1, all);
        untilNothingIsLeft();
        event(2, all);
        event(3, all);
        assertThat(untilNothingIsLeft()).containsExactly("a[1]", "b[1]", "a[2, 3]", "b[2, 3]");
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void theLaneIsBusyUntilWhatItTookInIsWritten() {
        var two = group(new Connection("a", LONG_NANOS), new Connection("b", LONG_NANOS));
        for (long sequence = 1; sequence <= 257; sequence++) {
            event(sequence, two);
        }
        tasks.remove().run();
        assertThat(lane.busy()).as("one of two has its events").isTrue();
        untilNothingIsLeft();
        assertThat(lane.busy()).isFalse();
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void aConnectionThatJoinsOrLeavesInTheMiddleOfALapCostsNobodyAnEvent() {
        var a = new Connection("a", LONG_NANOS);
        var b = new Connection("b", LONG_NANOS);
        var c = new Connection("c", LONG_NANOS);
        var late = new Connection("late", LONG_NANOS);
        var group = group(a, b, c);
        event(1, group);
        turn();
        // a and b were visited.
        group.leave(a);
        group.join(late);
        event(2, group);
        assertThat(untilNothingIsLeft()).containsExactly("a[1]", "b[1]", "c[1, 2]", "late[2]", "b[2]");
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void moreThanMayWaitForAVisitIsWrittenAtOnce() {
        var a = new Connection("a", LONG_NANOS);
        var b = new Connection("b", LONG_NANOS);
        var two = group(a, b);
        for (long sequence = 1; sequence <= 300; sequence++) {
            event(sequence, two);
        }
        tasks.remove().run();
        assertThat(log.getFirst()).startsWith("a[1, 2, ").contains(" 257");
        assertThat(log.get(1)).startsWith("b[1, 2, ");
        untilNothingIsLeft();
        assertThat(log).hasSize(4);
        assertThat(format.outstanding()).isZero();
    }

    /** One step of a group's life. */
    private sealed interface Step {
        record Publish() implements Step {}

        record Toggle(int connection) implements Step {}

        record Own(int connection) implements Step {}

        record Turn() implements Step {}
    }

    @Test
    void everyMemberGetsWhatIsPublishedWhileItIsOneInOrderOnce() {
        new Property<>(LaneTest::steps, LaneTest::fewer).check(20261201, 2_000, steps -> {
            log.clear();
            var connections = IntStream.range(0, 5)
                    .mapToObj(i -> new Connection("" + i, i % 2 == 0 ? 0 : 40_000))
                    .toList();
            var members = new HashSet<Integer>();
            var expected = new ArrayList<List<Long>>();
            connections.forEach(_ -> expected.add(new ArrayList<>()));
            var group = new Group();
            long sequence = 0;
            for (var step : steps) {
                switch (step) {
                    case Step.Publish() -> {
                        event(++sequence, group);
                        for (int member : members) {
                            expected.get(member).add(sequence);
                        }
                    }
                    case Step.Toggle(int i) -> {
                        if (members.add(i)) {
                            group.join(connections.get(i));
                        } else {
                            members.remove(i);
                            group.leave(connections.get(i));
                        }
                    }
                    case Step.Own(int i) ->
                        lane.execute(() -> connections.get(i).shared.catchUp());
                    case Step.Turn() -> turn();
                }
            }
            untilNothingIsLeft();
            return format.outstanding() == 0
                    && connections.stream().map(one -> one.got).toList().equals(expected);
        });
    }

    private static List<Step> steps(RandomGenerator random) {
        return IntStream.range(0, random.nextInt(60))
                .<Step>mapToObj(_ -> switch (random.nextInt(6)) {
                    case 0, 1 -> new Step.Publish();
                    case 2 -> new Step.Toggle(random.nextInt(5));
                    case 3 -> new Step.Own(random.nextInt(5));
                    default -> new Step.Turn();
                })
                .toList();
    }

    private static Stream<List<Step>> fewer(List<Step> steps) {
        return IntStream.range(0, steps.size()).mapToObj(left -> {
            var fewer = new ArrayList<>(steps);
            fewer.remove(left);
            return fewer;
        });
    }

    /** Writes into the log; its flush takes a while. */
    private final class Connection extends Outlet {

        private final String name;
        private final long nanos;
        private final Backlog shared;
        private final List<Long> got = new ArrayList<>();
        private boolean fails;

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
            got.addAll(sequences);
            log.add(name + sequences);
        }

        @Override
        protected void flush() {
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
