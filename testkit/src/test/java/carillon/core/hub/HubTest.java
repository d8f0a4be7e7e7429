package carillon.core.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import carillon.core.access.AuthzMode;
import carillon.core.access.Claim;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.delivery.Lane;
import carillon.core.error.ErrorCode;
import carillon.core.error.Refusal;
import carillon.core.history.HistoryHealth;
import carillon.core.history.HistoryUnavailableException;
import carillon.core.hub.PublishOutcome.Accepted;
import carillon.core.hub.PublishOutcome.Refused;
import carillon.core.hub.PublishOutcome.Stored;
import carillon.sdk.event.Event;
import carillon.sdk.event.Json;
import carillon.sdk.event.Position;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import carillon.testkit.delivery.RecordingFrame;
import carillon.testkit.delivery.RecordingOutlet;
import carillon.testkit.history.FakeHistory;
import carillon.testkit.log.FakeLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flows of the hub over a journal and a history in memory. */
class HubTest {

    private static final Principal ADA = new Principal("user:ada", "ada", List.of(Role.SUPERUSER), null, null);
    private static final Principal GUEST = new Principal(
            "user:guest", "guest", List.of(new Role("guest", List.of(new Claim("info", "get", "")))), null, null);

    private final FakeLog.Tape tape = new FakeLog.Tape("epoch-1");
    private FakeLog journal = new FakeLog(tape, InstantSource.system());
    private final FakeHistory history = new FakeHistory();
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final Lane lane = new Lane(loop);
    private final RecordingFrame.Format format = new RecordingFrame.Format();
    private Hub hub = hub(HubConfig.DEFAULT);

    @BeforeEach
    void start() {
        hub.start();
    }

    @AfterEach
    void stop() {
        hub.close();
        journal.close();
        loop.close();
        assertThat(format.outstanding())
                .as("references to frames not given back")
                .isZero();
    }

    @Test
    void anEventReachesWhoeverAskedForIt() {
        var machines = outlet();
        var everything = outlet();
        subscribe("machines.*.*", machines);
        subscribe("*.*.*", everything);

        var first = accepted(publish(event("machines", "a")));
        var second = accepted(publish(event("profiles", "b")));

        await().untilAsserted(() -> assertThat(everything.sequences()).containsExactly(first, second));
        assertThat(machines.sequences()).containsExactly(first);
    }

    @Test
    void aConnectionWithSeveralMatchingSubscriptionsGetsAnEventOnce() {
        var outlet = outlet();
        subscribe("*.*.*", outlet);
        subscribe("machines.*.*", outlet);
        subscribe("machines.create.*", outlet);

        publish(event("machines", "a"));
        publish(event("machines", "b"));

        await().untilAsserted(() -> assertThat(outlet.sequences()).hasSizeGreaterThanOrEqualTo(2));
        assertThat(outlet.sequences()).containsExactly(1L, 2L);
        assertThat(format.encoded()).as("one frame for each event").isEqualTo(2);
    }

    /** No interface lets such a number in; should one ever, it is that event's trouble alone. */
    @Test
    void anEventThatCannotBeMatchedKeepsNobodyFromTheNext() {
        var everything = outlet();
        var filtered = outlet();
        subscribe("*.*.*", everything);
        subscribe("machines.*.*.a=Eq(1)", filtered);

        var unreadable = event("machines", "a").edit().object(Json.trusted("{\"a\":1e99999999999}".getBytes(UTF_8)));
        var readable = event("machines", "b").edit().object(Json.parse("{\"a\":1}"));
        hub.publish(ADA, List.of(unreadable.build(), readable.build()));
        publish(readable.id("another").build());

        await().untilAsserted(() -> assertThat(filtered.sequences()).containsExactly(2L, 3L));
        assertThat(everything.sequences()).endsWith(2L, 3L).doesNotHaveDuplicates();
    }

    @Test
    void nothingOfASubscriptionComesAfterItEnded() {
        var outlet = outlet();
        var subscription = subscribe("*.*.*", outlet).subscription();
        publish(event("machines", "a"));
        var ended = new CompletableFuture<Void>();
        hub.unsubscribe(subscription, () -> ended.complete(null));
        ended.join();
        publish(event("machines", "b"));
        var after = outlet();
        subscribe("*.*.*", after);
        publish(event("machines", "c"));

        await().untilAsserted(() -> assertThat(after.sequences()).containsExactly(3L));
        assertThat(outlet.sequences()).containsExactly(1L);
    }

    @Test
    void theSameIdTwiceIsStoredOnce() {
        var event = event("machines", "a");
        assertThat(stored(publish(event))).containsExactly(new Stored(event.id(), 1, false));
        assertThat(stored(publish(event))).containsExactly(new Stored(event.id(), 1, true));
        assertThat(journal.last()).isEqualTo(1);
    }

    @Test
    void theSameIdTwiceInOneBatchIsStoredOnce() {
        var event = event("machines", "a");
        var other = event("machines", "b");
        var outcome = hub.publish(ADA, List.of(event, other, event))
                .toCompletableFuture()
                .join();
        assertThat(stored(outcome))
                .containsExactly(
                        new Stored(event.id(), 1, false),
                        new Stored(other.id(), 2, false),
                        new Stored(event.id(), 1, true));
    }

    @Test
    void theSameIdIsKnownAfterARestart() {
        var event = event("machines", "a");
        publish(event);
        restart();
        assertThat(stored(publish(event))).containsExactly(new Stored(event.id(), 1, true));
    }

    @Test
    void manyPublishersOfOneIdAllGetTheSameSequence() {
        var event = event("machines", "a");
        var outcomes = new ArrayList<CompletableFuture<PublishOutcome>>();
        for (int i = 0; i < 50; i++) {
            outcomes.add(hub.publish(ADA, event).toCompletableFuture());
        }
        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(accepted(outcome.join())).isEqualTo(1));
        assertThat(journal.last()).isEqualTo(1);
    }

    @Test
    void whatTheJournalRefusesIsNotDeliveredAndMayBePublishedAgain() {
        var outlet = outlet();
        subscribe("*.*.*", outlet);
        var event = event("machines", "a");
        journal.refuse(new Refusal(ErrorCode.STORAGE_FULL, "no room"));
        assertThat(publish(event))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(ErrorCode.STORAGE_FULL));
        journal.refuse(null);
        assertThat(stored(publish(event))).containsExactly(new Stored(event.id(), 1, false));
        await().untilAsserted(() -> assertThat(outlet.sequences()).containsExactly(1L));
    }

    @Test
    void whoLacksTheClaimCannotPublish() {
        var outcome =
                hub.publish(GUEST, event("machines", "a")).toCompletableFuture().join();
        assertThat(outcome).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.refusal().code()).isEqualTo(ErrorCode.FORBIDDEN);
            assertThat(refused.refusal().detail()).contains("user:guest", "events", "post");
        });
        assertThat(journal.last()).isZero();
    }

    @Test
    void oneEventTooLargeRefusesTheWholeBatchAndNamesIt() {
        var large = event("machines", "b")
                .edit()
                .object(Json.parse("\"" + "x".repeat(2 << 20) + "\""))
                .build();
        var outcome = hub.publish(ADA, List.of(event("machines", "a"), large))
                .toCompletableFuture()
                .join();
        assertThat(outcome).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.index()).isEqualTo(1);
            assertThat(refused.refusal().code()).isEqualTo(ErrorCode.TOO_LARGE);
        });
        assertThat(journal.last()).isZero();
    }

    @Test
    void nobodyPublishesInAnothersName() {
        var outlet = outlet();
        subscribe("*.*.*", outlet);
        publish(event("machines", "a").edit().principal("user:eve").build());
        await().untilAsserted(() -> assertThat(outlet.events()).hasSize(1));
        assertThat(outlet.events().getFirst().event().principal()).isEqualTo("user:ada");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 5_000})
    void aReplayTurnsLiveWithoutGapOrRepeat(int before) {
        for (int i = 0; i < before; i++) {
            hub.publish(ADA, event("machines", "k" + i)).toCompletableFuture().join();
        }
        var outlet = outlet();
        var publisher = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 2_000; i++) {
                var outcome = hub.publish(ADA, event("machines", "live" + i)).toCompletableFuture();
                if (i % 50 == 0) {
                    outcome.join();
                }
            }
        });
        subscribe("machines.*.*", outlet, Position.START);
        var expected = LongStream.rangeClosed(1, before + 2_000).boxed().toList();
        await().atMost(Duration.ofSeconds(30)).until(() -> outlet.events().size() >= expected.size());
        assertThat(outlet.sequences()).isEqualTo(expected);
        assertThat(publisher.isDaemon()).isTrue();
    }

    @Test
    void whatWasOverWhenItCameReachesNoStream() {
        var outlet = outlet();
        subscribe("machines.*.*", outlet);
        for (var time : List.of("2001-01-01T00:00:00Z", "2131-01-01T00:00:00+02:00", "no time")) {
            publish(event("machines", "a")
                    .edit()
                    .metadata(Json.parse("{\"a\":1,\"cloudevents.expirytime\":\"" + time + "\"}"))
                    .build());
        }
        await().untilAsserted(() -> assertThat(outlet.sequences()).containsExactly(2L, 3L));
        var later = outlet();
        subscribe("machines.*.*", later, Position.START);
        await().untilAsserted(() -> assertThat(later.sequences()).containsExactly(2L, 3L));
        hub.close();
        hub = hub(HubConfig.DEFAULT);
        hub.start();
        var restarted = outlet();
        subscribe("machines.*.*", restarted, Position.START);
        await().untilAsserted(() -> assertThat(restarted.sequences()).containsExactly(2L, 3L));
    }

    /** They take turns, each at a place of its own within the same stretch. */
    @Test
    void replaysOfTheSameStretchShareWhatIsEncoded() {
        int events = 3_000;
        for (int i = 0; i < events; i++) {
            hub.publish(ADA, event("machines", "k" + i));
        }
        publish(event("machines", "last"));
        long alone = format.encoded();
        var outlets = IntStream.range(0, 40).mapToObj(any -> outlet()).toList();
        for (int i = 0; i < outlets.size(); i++) {
            subscribe("machines.*.*", outlets.get(i), new Position(i, ""));
        }
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            for (int i = 0; i < outlets.size(); i++) {
                assertThat(outlets.get(i).sequences()).hasSize(events + 1 - i);
            }
        });
        for (int i = 0; i < outlets.size(); i++) {
            assertThat(outlets.get(i).sequences())
                    .isEqualTo(LongStream.rangeClosed(i + 1, events + 1).boxed().toList());
        }
        assertThat(format.encoded() - alone).isLessThan(2L * events);
    }

    @Test
    void aReplayStartsAfterThePositionAndLeavesOutWhatOthersCover() {
        for (int i = 0; i < 10; i++) {
            publish(event(i % 2 == 0 ? "machines" : "profiles", "k" + i));
        }
        var outlet = outlet();
        var request = new SubscribeRequest(
                ADA, spec("*.*.*"), outlet, new Position(4, ""), List.of(spec("profiles.*.*")), accepted -> {});
        hub.subscribe(request).toCompletableFuture().join();
        await().untilAsserted(() -> assertThat(outlet.sequences()).containsExactly(5L, 7L, 9L));
    }

    @Test
    void aPositionOfAnotherJournalIsNotWhole() {
        publish(event("machines", "a"));
        var outlet = outlet();
        assertThat(subscribe("*.*.*", outlet, new Position(1, "elsewhere")).whole())
                .isFalse();
        await().untilAsserted(() -> assertThat(outlet.sequences()).containsExactly(1L));
        assertThat(subscribe("*.*.*", outlet(), new Position(1, "epoch-1")).whole())
                .isTrue();
    }

    @Test
    void aStalledReaderOfThePastSlowsNobody() {
        for (int i = 0; i < 1_000; i++) {
            publish(event("machines", "k" + i));
        }
        var stalled = outlet();
        stalled.stall();
        subscribe("*.*.*", stalled, Position.START);
        var live = outlet();
        subscribe("*.*.*", live);
        publish(event("machines", "now"));
        await().untilAsserted(() -> assertThat(live.sequences()).containsExactly(1_001L));
        assertThat(stalled.events()).hasSizeLessThanOrEqualTo(64);
        stalled.resume();
        await().untilAsserted(() -> assertThat(stalled.events()).hasSize(1_001));
        assertThat(stalled.sequences()).isSorted();
    }

    @Test
    void aReaderThatIsBehindWithThePastGetsThePresentAfterIt() {
        for (int i = 0; i < 10; i++) {
            publish(event("machines", "k" + i));
        }
        var stalled = outlet();
        stalled.stall();
        subscribe("*.*.*", stalled, Position.START);
        await().untilAsserted(() -> assertThat(stalled.events()).hasSize(10));
        var live = outlet();
        subscribe("*.*.*", live);
        publish(event("machines", "now"));
        await().untilAsserted(() -> assertThat(live.sequences()).containsExactly(11L));
        assertThat(stalled.events()).hasSize(10);
        stalled.resume();
        await().untilAsserted(() -> assertThat(stalled.sequences())
                .isEqualTo(LongStream.rangeClosed(1, 11).boxed().toList()));
    }

    @Test
    void theHistoryTakesInWhatWasPublished() throws InterruptedException {
        publish(event("machines", "a"));
        assertThat(hub.awaitHistory(journal.last(), Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aHistoryThatFailsHoldsUpNobodyAndSaysWhy() throws InterruptedException {
        hub.close();
        var fallback = HubConfig.DEFAULT;
        hub = hub(new HubConfig(
                fallback.maxEventBytes(),
                fallback.maxBatchEvents(),
                fallback.recentEvents(),
                1,
                fallback.maxPendingBytes(),
                fallback.maxFilterPrice(),
                fallback.replayThreads(),
                SubscriptionLimits.DEFAULT,
                fallback.drain()));
        hub.start();
        history.breakDown("history.db: the disk is full");
        for (int i = 0; i < 5; i++) {
            accepted(publish(event("machines", "k" + i)));
        }
        await().untilAsserted(() -> assertThat(hub.historyHealth()).isInstanceOf(HistoryHealth.Failing.class));
        assertThat(hub.historyHealth().line()).contains("the disk is full");
        long asked = System.nanoTime();
        assertThatThrownBy(() -> hub.upToDateHistory())
                .isInstanceOf(HistoryUnavailableException.class)
                .hasMessageContaining("the disk is full");
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(3));
        history.breakDown(null);
        await().untilAsserted(() -> assertThat(hub.historyHealth()).isEqualTo(new HistoryHealth.Ok()));
        assertThat(hub.upToDateHistory().applied()).isEqualTo(5);
    }

    @Test
    void aHistoryThatWasLostIsRebuiltWhileTheHubRuns() {
        accepted(publish(event("machines", "a")));
        await().untilAsserted(() -> assertThat(history.applied()).isEqualTo(1));
        history.clear();
        await().untilAsserted(() -> assertThat(history.applied()).isEqualTo(1));
        await().untilAsserted(() -> assertThat(hub.historyHealth()).isEqualTo(new HistoryHealth.Ok()));
    }

    /** It rests between its transactions; what comes meanwhile must not need anybody who wakes it. */
    @Test
    void theHistoryCatchesUpWithAFloodThoughNobodyAsks() {
        for (int i = 0; i < 2_000; i++) {
            publish(event("machines", "k" + i));
        }
        await().untilAsserted(() -> assertThat(hub.history().applied()).isEqualTo(journal.last()));
    }

    @Test
    void publishersWaitWhileTheFanOutIsBehind() {
        var held = new CountDownLatch(1);
        var large = Event.about("machines", "create", "large").object(Json.parse("\"" + "x".repeat(1_000_000) + "\""));
        var holding = hub.subscribe(SubscribeRequest.live(ADA, spec("*.*.*"), outlet(), accepted -> hold(held)));
        for (int i = 0; i < 4; i++) {
            accepted(publish(large.build()));
        }
        var fifth = hub.publish(ADA, large.build()).toCompletableFuture();
        await().until(() -> journal.last() == 5);
        assertThat(fifth).isNotDone();
        held.countDown();
        assertThat(accepted(fifth.join())).isEqualTo(5);
        holding.toCompletableFuture().join();
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void subscribersComeAndGoWhileEventsFlow() {
        var random = new Random(7);
        var alive = new ArrayList<SubscribeOutcome.Accepted>();
        var all = outlet();
        subscribe("*.*.*", all);
        for (int i = 0; i < 2_000; i++) {
            switch (random.nextInt(3)) {
                case 0 -> alive.add(subscribe("machines.*.k" + random.nextInt(50), outlet()));
                case 1 -> {
                    if (!alive.isEmpty()) {
                        hub.unsubscribe(alive.removeLast().subscription(), () -> {});
                    }
                }
                default -> publish(event("machines", "k" + random.nextInt(50)));
            }
        }
        long last = journal.last();
        await().untilAsserted(() -> assertThat(all.sequences())
                .isEqualTo(LongStream.rangeClosed(1, last).boxed().toList()));
    }

    private Hub hub(HubConfig config) {
        return new Hub(journal, history, new ClaimAuthorizer(AuthzMode.STRICT), config);
    }

    private void restart() {
        hub.close();
        journal.close();
        journal = new FakeLog(tape, InstantSource.system());
        hub = hub(HubConfig.DEFAULT);
        hub.start();
    }

    private RecordingOutlet outlet() {
        return new RecordingOutlet(lane, format);
    }

    private static Event event(String type, String key) {
        return Event.about(type, "create", key)
                .object(Json.parse("{\"Name\":\"" + key + "\"}"))
                .build();
    }

    private PublishOutcome publish(Event event) {
        return hub.publish(ADA, event).toCompletableFuture().join();
    }

    private SubscribeOutcome.Accepted subscribe(String spec, RecordingOutlet outlet) {
        return subscribe(SubscribeRequest.live(ADA, spec(spec), outlet, accepted -> {}));
    }

    private SubscribeOutcome.Accepted subscribe(String spec, RecordingOutlet outlet, Position since) {
        return subscribe(new SubscribeRequest(ADA, spec(spec), outlet, since, List.of(), accepted -> {}));
    }

    private SubscribeOutcome.Accepted subscribe(SubscribeRequest request) {
        return (SubscribeOutcome.Accepted)
                hub.subscribe(request).toCompletableFuture().join();
    }

    private static Spec spec(String text) {
        return ((SpecParse.Parsed) Spec.parse(text)).spec();
    }

    private static List<Stored> stored(PublishOutcome outcome) {
        return ((Accepted) outcome).stored();
    }

    private static long accepted(PublishOutcome outcome) {
        return stored(outcome).getFirst().sequence();
    }
}
