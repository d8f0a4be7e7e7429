package carillon.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.error.ErrorCode;
import carillon.core.thread.LastResort;
import carillon.sdk.event.Event;
import carillon.sdk.event.StoredEvent;
import carillon.testkit.delivery.RecordingFrame;
import carillon.testkit.delivery.RecordingOutlet;
import carillon.testkit.property.Property;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BatchTest {

    private final RecordingFrame.Format format = new RecordingFrame.Format();
    private final Lane lane = new Lane(Runnable::run);
    private final LongAdder waited = new LongAdder();
    private final Batch batch = new Batch(waited, LastResort.HALT);

    private RecordingOutlet outlet() {
        return new RecordingOutlet(lane, format);
    }

    private void event(long sequence, List<? extends Outlet> outlets) {
        var single = batch.begin(format.encode(stored(sequence)));
        outlets.forEach(outlet -> batch.add(outlet, single));
    }

    private static StoredEvent stored(long sequence) {
        return new StoredEvent(sequence, Event.about("t", "a", "k").build());
    }

    @Test
    void whoWantsTheSameIsWrittenToOnceWithTheSameBytes() {
        var all = IntStream.range(0, 100).mapToObj(_ -> outlet()).toList();
        for (long sequence = 1; sequence <= 8; sequence++) {
            event(sequence, all);
        }
        assertThat(batch.deliveries()).isEqualTo(800);
        batch.handOver();
        assertThat(all).allSatisfy(outlet -> {
            assertThat(outlet.sequences()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
            assertThat(outlet.writes()).isEqualTo(1);
        });
        assertThat(format.joined()).isEqualTo(1);
        assertThat(format.outstanding()).isZero();
        assertThat(batch.deliveries()).isZero();
    }

    @Test
    void whoIsAloneInWhatItWantsGetsItsFramesAsTheyAre() {
        var one = outlet();
        var other = outlet();
        event(1, List.of(one, other));
        event(2, List.of(one));
        event(3, List.of(other));
        batch.handOver();
        assertThat(one.sequences()).containsExactly(1L, 2L);
        assertThat(other.sequences()).containsExactly(1L, 3L);
        assertThat(format.joined()).isZero();
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void aRunThatIsLongEnoughEndsAndTheNextBeginsBehindIt() {
        var all = List.of(outlet(), outlet());
        var expected = new ArrayList<Long>();
        for (long sequence = 1; sequence <= 40_000; sequence++) {
            event(sequence, all);
            expected.add(sequence);
        }
        batch.handOver();
        assertThat(all).allSatisfy(outlet -> {
            assertThat(outlet.sequences()).isEqualTo(expected);
            assertThat(outlet.writes()).isEqualTo(2);
        });
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void whatAnEndedEventLoopCannotTakeIsGivenBack() {
        var ended = new Lane(task -> {
            throw new RejectedExecutionException("event executor terminated");
        });
        var outlet = new RecordingOutlet(ended, format);
        event(1, List.of(outlet));
        event(2, List.of(outlet, outlet()));
        batch.handOver();
        assertThat(outlet.sequences()).isEmpty();
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void anEventLoopThatCannotBeWokenCostsTheOthersNothing() {
        var broken = new Lane(task -> {
            throw new StackOverflowError("planted");
        });
        var before = new RecordingOutlet(new Lane(Runnable::run), format);
        var after = outlet();
        for (long sequence = 1; sequence <= 2; sequence++) {
            event(sequence, List.of(before, new RecordingOutlet(broken, format), after));
            batch.handOver();
        }
        assertThat(List.of(before, after))
                .allSatisfy(outlet -> assertThat(outlet.sequences()).containsExactly(1L, 2L));
    }

    @Test
    void aConnectionThatFailsCostsTheOthersNothing() {
        var before = outlet();
        var after = outlet();
        var failing = new FailingOutlet(lane, format);
        for (long sequence = 1; sequence <= 2; sequence++) {
            event(sequence, List.of(before, failing, after));
            batch.handOver();
        }
        assertThat(List.of(before, after))
                .allSatisfy(outlet -> assertThat(outlet.sequences()).containsExactly(1L, 2L));
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void aLaneThatIsNotThroughIsWaitedForAWhileAndHandedToThen() {
        var tasks = new ArrayDeque<Runnable>();
        var outlet = new RecordingOutlet(new Lane(tasks::add), format);
        for (long sequence = 1; sequence <= 257; sequence++) {
            event(sequence, List.of(outlet));
        }
        batch.handOver();
        assertThat(waited.sum()).as("nothing was on its way").isZero();
        event(258, List.of(outlet));
        batch.handOver();
        assertThat(waited.sum()).as("257 frames were").isPositive();
        waited.reset();
        tasks.remove().run();
        assertThat(outlet.sequences()).hasSize(258);
        event(259, List.of(outlet));
        batch.handOver();
        assertThat(waited.sum()).isZero();
        tasks.remove().run();
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void halfOfTheReadersAreWaitedForAndFewerAreNot() {
        var three = List.of(outlet(), outlet(), outlet());
        event(1, three);
        batch.handOver();
        lane.fallsBehind();
        event(2, three);
        batch.handOver();
        assertThat(waited.sum()).as("one of three is behind").isZero();
        lane.fallsBehind();
        event(3, three);
        batch.handOver();
        assertThat(waited.sum()).as("two of three are").isPositive();
        waited.reset();
        lane.isNotBehind();
        event(4, three);
        batch.handOver();
        assertThat(waited.sum()).as("one of them has caught up").isZero();
        assertThat(three).allSatisfy(outlet -> assertThat(outlet.sequences()).containsExactly(1L, 2L, 3L, 4L));
    }

    /** A connection whose every call fails, after it has given its frame back. */
    private static final class FailingOutlet extends Outlet {

        FailingOutlet(Lane lane, FrameFormat format) {
            super(lane, format);
        }

        @Override
        protected void write(Frame frame) {
            frame.release();
            throw new IllegalStateException("a write that fails");
        }

        @Override
        protected void flush() {
            throw new IllegalStateException("a flush that fails");
        }

        @Override
        protected void whenReady(Runnable callback) {
            throw new IllegalStateException("never ready");
        }

        @Override
        protected void breakOff(ErrorCode code, String reason) {}

        @Override
        public boolean closed() {
            return false;
        }
    }

    /** Which of up to six outlets get each of up to a dozen events, in up to three batches. */
    private record Plan(List<Integer> masks, int batchEvery) {}

    @Test
    void everyOutletGetsItsEventsInOrderOnceAndNoReferenceIsLost() {
        new Property<>(BatchTest::plan, BatchTest::smaller).check(20261125, 3_000, plan -> {
            var recorded = new RecordingFrame.Format();
            var six = IntStream.range(0, 6)
                    .mapToObj(_ -> new RecordingOutlet(lane, recorded))
                    .toList();
            var expected = new ArrayList<List<Long>>();
            six.forEach(_ -> expected.add(new ArrayList<>()));
            for (int i = 0; i < plan.masks().size(); i++) {
                var single = batch.begin(recorded.encode(stored(i + 1L)));
                for (int j = 0; j < 6; j++) {
                    if ((plan.masks().get(i) & (1 << j)) != 0) {
                        batch.add(six.get(j), single);
                        expected.get(j).add(i + 1L);
                    }
                }
                if (i % plan.batchEvery() == 0) {
                    batch.handOver();
                }
            }
            batch.handOver();
            return recorded.outstanding() == 0
                    && six.stream().map(RecordingOutlet::sequences).toList().equals(expected);
        });
    }

    private static Plan plan(RandomGenerator random) {
        return new Plan(random.ints(random.nextInt(13), 0, 64).boxed().toList(), random.nextInt(1, 13));
    }

    private static Stream<Plan> smaller(Plan plan) {
        int size = plan.masks().size();
        return IntStream.range(0, size)
                .mapToObj(left -> IntStream.range(0, size)
                        .filter(i -> i != left)
                        .mapToObj(plan.masks()::get)
                        .toList())
                .map(fewer -> new Plan(fewer, plan.batchEvery()));
    }
}
