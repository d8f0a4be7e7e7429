package carillon.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.AuthzMode;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.delivery.Frame;
import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Lane;
import carillon.core.memory.MemoryBudget;
import carillon.core.thread.HubThreads;
import carillon.core.thread.LastResort;
import carillon.core.thread.ThreadHealth;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import carillon.sdk.event.StoredEvent;
import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import carillon.testkit.delivery.RecordingFrame;
import carillon.testkit.delivery.RecordingOutlet;
import carillon.testkit.history.FakeHistory;
import carillon.testkit.log.FakeLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Something breaks on a thread of the hub: it costs what broke, and everybody else is served as before. */
class FailingStepsTest {

    private static final Principal ADA = new Principal("user:ada", "ada", List.of(Role.SUPERUSER), null, null);
    private static final HubConfig EIGHT_REPLAYS = withReplayThreads(8);

    private static final long MEMORY = 16 << 20;

    private final List<Throwable> ends = new CopyOnWriteArrayList<>();
    private final HubThreads threads = new HubThreads(new LastResort((name, cause) -> ends.add(cause)));
    private final FakeLog journal = new FakeLog();
    private final MemoryBudget memory = new MemoryBudget(MEMORY);
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final Lane lane = new Lane(loop, threads.lastResort());
    private final RecordingFrame.Format healthy = new RecordingFrame.Format();
    private final RecordingFrame.Format broken = new RecordingFrame.Format();
    private final Hub hub =
            new Hub(journal, new FakeHistory(), new ClaimAuthorizer(AuthzMode.STRICT), EIGHT_REPLAYS, memory, threads);

    /** As the transport says that its own pool of buffers is empty. */
    private static final class PoolExhausted extends OutOfMemoryError {
        private static final long serialVersionUID = 1;
    }

    static List<Throwable> survivable() {
        return List.of(new PoolExhausted(), new StackOverflowError(), new IllegalStateException("planted"));
    }

    @BeforeEach
    void start() {
        hub.start();
    }

    @AfterEach
    void stop() {
        hub.close();
        journal.close();
        loop.close();
        assertThat(healthy.outstanding() + broken.outstanding())
                .as("references to frames not given back")
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("survivable")
    void anEventThatOneDialectCannotShowReachesEverybodyElse(Throwable planted) {
        broken.beforeEncoding(stored -> {
            if (stored.sequence() == 2) {
                sneak(planted);
            }
        });
        var ours = outlet(healthy);
        var theirs = List.of(outlet(broken), outlet(broken));
        subscribe(ours);
        theirs.forEach(this::subscribe);
        publish(1);
        publish(2);
        publish(3);

        await().untilAsserted(() -> assertThat(ours.sequences()).containsExactly(1L, 2L, 3L));
        await().untilAsserted(() -> assertThat(theirs)
                .allSatisfy(outlet -> assertThat(outlet.sequences()).containsExactly(1L, 3L)));
        assertThat(hub.counters().unshown.sum()).isEqualTo(2);
        assertThat(ends).isEmpty();
        assertThat(threads.health()).allMatch(ThreadHealth::alive);
    }

    @ParameterizedTest
    @MethodSource("survivable")
    void framesThatCannotBePutTogetherGoOutOneByOne(Throwable planted) {
        healthy.beforeJoining(() -> sneak(planted));
        var outlets = List.of(outlet(healthy), outlet(healthy));
        outlets.forEach(this::subscribe);
        for (int i = 0; i < 20; i++) {
            publishTogether(50);
        }

        var all = LongStream.rangeClosed(1, 1_000).boxed().toList();
        await().untilAsserted(() -> assertThat(outlets)
                .allSatisfy(outlet -> assertThat(outlet.sequences()).isEqualTo(all)));
        assertThat(ends).isEmpty();
    }

    /** A dialect asks its own questions about an event before it is encoded. */
    @ParameterizedTest
    @MethodSource("survivable")
    void aSubscriberWhoseDialectFailsAtAnEventCostsTheOthersNothing(Throwable planted) {
        var ours = new ArrayList<RecordingOutlet>();
        // Different ones, because equal ones are visited together, and perhaps before those that fail.
        for (var spec : List.of("*.*.*", "machines.*.*", "machines.create.*", "*.create.*")) {
            var outlet = outlet(healthy);
            ours.add(outlet);
            subscribe(new RecordingOutlet(lane, failingAtLooking(planted)), spec);
            subscribe(outlet, spec);
        }
        publishTogether(3);

        await().untilAsserted(() -> assertThat(ours)
                .allSatisfy(outlet -> assertThat(outlet.sequences()).containsExactly(1L, 2L, 3L)));
        assertThat(ends).isEmpty();
    }

    private FrameFormat failingAtLooking(Throwable planted) {
        return new FrameFormat() {
            @Override
            public String dialect() {
                return "failing";
            }

            @Override
            public boolean shows(StoredEvent stored, EventView view) {
                sneak(planted);
                return true;
            }

            @Override
            public Frame encode(StoredEvent stored) {
                return healthy.encode(stored);
            }
        };
    }

    /** The command and the events wait together, so that the thread takes them in one step. */
    @ParameterizedTest
    @MethodSource("survivable")
    void aCommandThatFailsCostsTheEventsBehindItNothing(Throwable planted) throws InterruptedException {
        var outlet = outlet(healthy);
        subscribe(outlet);
        var held = new CountDownLatch(1);
        var holding = new CountDownLatch(1);
        hub.subscribe(SubscribeRequest.live(ADA, everything(), outlet(healthy), accepted -> {
            holding.countDown();
            awaitQuietly(held);
        }));
        holding.await();
        hub.subscribe(SubscribeRequest.live(ADA, everything(), outlet(healthy), accepted -> sneak(planted)));
        publish(1);
        publish(2);
        held.countDown();

        await().untilAsserted(() -> assertThat(outlet.sequences()).containsExactly(1L, 2L));
        assertThat(ends).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatTheProcessCannotSurviveEndsIt() {
        var planted = new OutOfMemoryError("planted");
        broken.beforeEncoding(stored -> sneak(planted));
        subscribe(outlet(broken));
        publish(1);

        await().dontCatchUncaughtExceptions()
                .untilAsserted(() -> assertThat(ends).contains(planted));
        await().dontCatchUncaughtExceptions()
                .untilAsserted(() -> assertThat(threads.health())
                        .anyMatch(health -> health.name().equals("fan-out") && !health.alive()));
    }

    @ParameterizedTest
    @MethodSource("survivable")
    void aTaskOfAConnectionThatFailsCostsTheOthersOfItsEventLoopNothing(Throwable planted) {
        var outlet = outlet(healthy);
        subscribe(outlet);
        for (int i = 0; i < 5; i++) {
            lane.execute(() -> sneak(planted));
            publish(i);
        }

        await().untilAsserted(() -> assertThat(outlet.sequences()).hasSize(5));
    }

    /** Two lines in the wrong order let 23 of 1,176 replays change the places of their pieces. */
    @Test
    void piecesOfAReplayKeepTheirPlacesOnEightThreads() {
        int events = 1_000;
        publishTogether(events);
        var all = LongStream.rangeClosed(1, events).boxed().toList();
        for (int round = 0; round < 10; round++) {
            var outlets = new ArrayList<RecordingOutlet>();
            for (int i = 0; i < 16; i++) {
                var outlet = outlet(healthy);
                outlets.add(outlet);
                subscribe(outlet, new Position(0, journal.epoch()));
            }
            await().pollInterval(1, TimeUnit.MILLISECONDS)
                    .untilAsserted(() -> assertThat(outlets)
                            .allMatch(outlet -> outlet.events().size() == events));
            assertThat(outlets)
                    .allSatisfy(outlet -> assertThat(outlet.sequences()).isEqualTo(all));
        }
    }

    @Test
    void aReplayLeavesOutWhatItsDialectCannotShow() {
        publishTogether(300);
        broken.beforeEncoding(stored -> {
            if (stored.sequence() == 100) {
                throw new IllegalStateException("planted");
            }
        });
        var outlet = outlet(broken);
        subscribe(outlet, new Position(0, journal.epoch()));

        await().untilAsserted(() -> assertThat(outlet.sequences()).hasSize(299).contains(99L, 101L, 300L));
        assertThat(outlet.brokenOff()).isEmpty();
    }

    @Test
    void aReplayThatFailsTellsItsReaderAndCanBeResumed() {
        publishTogether(300);
        broken.beforeEncoding(stored -> {
            if (stored.sequence() == 100) {
                throw new PoolExhausted();
            }
        });
        var outlet = outlet(broken);
        subscribe(outlet, new Position(0, journal.epoch()));

        await().untilAsserted(() -> assertThat(outlet.brokenOff()).contains("come back"));
        long seen = outlet.sequences().getLast();
        assertThat(seen).isLessThan(100);
        broken.beforeEncoding(stored -> {});
        var resumed = outlet(broken);
        subscribe(resumed, new Position(seen, journal.epoch()));
        await().untilAsserted(() -> assertThat(resumed.sequences())
                .isEqualTo(LongStream.rangeClosed(seen + 1, 300).boxed().toList()));
        assertThat(hub.counters().subscriptions.sum()).isEqualTo(1);
    }

    @Test
    void aReplayOfAJournalThatCannotBeReadTellsItsReader() {
        publishTogether(300);
        journal.unreadable("planted");
        var outlet = outlet(healthy);
        subscribe(outlet, new Position(0, journal.epoch()));

        await().untilAsserted(() -> assertThat(outlet.brokenOff()).contains("cannot be read"));
        journal.unreadable(null);
        var resumed = outlet(healthy);
        subscribe(resumed, new Position(0, journal.epoch()));
        await().untilAsserted(() -> assertThat(resumed.sequences()).hasSize(300));
    }

    @Test
    void aReplayThatRetentionOvertakesTellsItsReader() {
        for (int i = 0; i < 3; i++) {
            publishTogether(1_000);
        }
        var outlet = outlet(healthy);
        outlet.stall();
        subscribe(outlet, new Position(0, journal.epoch()));
        await().untilAsserted(() -> assertThat(outlet.sequences()).isNotEmpty());
        journal.trim(2_500);
        outlet.resume();

        await().untilAsserted(() -> assertThat(outlet.brokenOff()).contains("retention"));
        assertThat(outlet.sequences())
                .isEqualTo(LongStream.rangeClosed(1, outlet.sequences().size())
                        .boxed()
                        .toList());
    }

    /** Eight hundred readers that stopped reading were the whole memory of a server. */
    @Test
    void aReaderThatStopsReadingHoldsAFewLargeEventsAtMost() {
        healthy.weigh();
        var large = Json.parse("{\"a\":\"" + "x".repeat(200_000) + "\"}");
        for (int i = 0; i < 40; i++) {
            hub.publish(
                            ADA,
                            Event.about("machines", "create", "m").object(large).build())
                    .toCompletableFuture()
                    .join();
        }
        var outlet = outlet(healthy);
        outlet.stall();
        subscribe(outlet, new Position(0, journal.epoch()));

        await().during(300, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(healthy.encoded()).isBetween(1L, 4L));
        outlet.resume();
        await().untilAsserted(() -> assertThat(outlet.sequences()).hasSize(40));
    }

    /** All replays of a hub draw on one budget: those beyond it wait, and go on as the others are read or leave. */
    @Test
    void replaysThatFindNoMemoryWaitUntilOthersAreReadOrLeave() {
        healthy.weigh();
        var large = Json.parse("{\"a\":\"" + "x".repeat(900_000) + "\"}");
        for (int i = 0; i < 4; i++) {
            hub.publish(
                            ADA,
                            Event.about("machines", "create", "m").object(large).build())
                    .toCompletableFuture()
                    .join();
        }
        var outlets = new ArrayList<RecordingOutlet>();
        for (int i = 0; i < 30; i++) {
            var outlet = outlet(healthy);
            outlet.stall();
            outlets.add(outlet);
            subscribe(outlet, new Position(0, journal.epoch()));
        }

        await().during(300, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(memory.held()).isBetween(1L, MEMORY / 2));
        assertThat(outlets).anyMatch(outlet -> outlet.events().isEmpty());
        outlets.subList(0, 10).forEach(RecordingOutlet::close);
        outlets.subList(10, 30).forEach(RecordingOutlet::resume);
        await().untilAsserted(() -> assertThat(outlets.subList(10, 30))
                .allSatisfy(outlet -> assertThat(outlet.sequences()).containsExactly(1L, 2L, 3L, 4L)));
        await().untilAsserted(() -> assertThat(memory.held()).isZero());
    }

    private static HubConfig withReplayThreads(int threads) {
        var usual = HubConfig.DEFAULT;
        return new HubConfig(
                usual.maxEventBytes(),
                usual.maxBatchEvents(),
                usual.recentEvents(),
                usual.maxIndexBacklog(),
                usual.maxPendingBytes(),
                usual.maxFilterPrice(),
                threads,
                SubscriptionLimits.DEFAULT,
                usual.drain());
    }

    private RecordingOutlet outlet(RecordingFrame.Format format) {
        return new RecordingOutlet(lane, format);
    }

    private void publish(int number) {
        hub.publish(ADA, event(number)).toCompletableFuture().join();
    }

    private void publishTogether(int count) {
        var events = new ArrayList<Event>();
        for (int i = 0; i < count; i++) {
            events.add(event(i));
        }
        hub.publish(ADA, events).toCompletableFuture().join();
    }

    private static Event event(int number) {
        return Event.about("machines", "create", "m" + number).build();
    }

    private void subscribe(RecordingOutlet outlet) {
        subscribe(outlet, "*.*.*");
    }

    private void subscribe(RecordingOutlet outlet, String spec) {
        hub.subscribe(SubscribeRequest.live(ADA, parsed(spec), outlet, accepted -> {}))
                .toCompletableFuture()
                .join();
    }

    private void subscribe(RecordingOutlet outlet, Position since) {
        hub.subscribe(new SubscribeRequest(ADA, everything(), outlet, since, List.of(), accepted -> {}))
                .toCompletableFuture()
                .join();
    }

    private static Spec everything() {
        return parsed("*.*.*");
    }

    private static Spec parsed(String spec) {
        return ((SpecParse.Parsed) Spec.parse(spec)).spec();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable planted) throws T {
        throw (T) planted;
    }
}
