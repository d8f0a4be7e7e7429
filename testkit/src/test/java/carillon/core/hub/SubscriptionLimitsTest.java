package carillon.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.AuthzMode;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.delivery.Lane;
import carillon.core.error.ErrorCode;
import carillon.core.hub.SubscriptionLimits.Most;
import carillon.core.subscription.MatchIndex;
import carillon.sdk.event.Event;
import carillon.sdk.event.Position;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import carillon.testkit.delivery.RecordingFrame;
import carillon.testkit.delivery.RecordingOutlet;
import carillon.testkit.history.FakeHistory;
import carillon.testkit.log.FakeLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one principal, and all of them, may have the hub hold and do for each event. */
class SubscriptionLimitsTest {

    private static final Principal ADA = principal("ada");
    private static final Principal BOB = principal("bob");
    private static final long ROOM = 40_000;

    private final FakeLog journal = new FakeLog();
    private final FakeHistory history = new FakeHistory();
    private final Lane lane = new Lane(Runnable::run);
    private final RecordingFrame.Format format = new RecordingFrame.Format();
    private final Hub hub = new Hub(
            journal,
            history,
            new ClaimAuthorizer(AuthzMode.STRICT),
            HubConfig.DEFAULT.with(
                    new SubscriptionLimits(new Most(10, ROOM, 5, 1_000), new Most(1_000, 2 * ROOM, 8, 1_500))));

    private static Principal principal(String name) {
        return new Principal("user:" + name, name, List.of(Role.SUPERUSER), null, null);
    }

    @BeforeEach
    void start() {
        hub.start();
    }

    @AfterEach
    void stop() {
        hub.close();
        journal.close();
    }

    /** One bound, by specs that come to it before they come to any other. */
    record Bound(String name, int allowed, String why, IntFunction<String> spec) {}

    static Stream<Bound> bounds() {
        return Stream.of(
                new Bound("subscriptions", 10, "subscriptions are allowed", i -> "machines.*.*"),
                new Bound("bytes", 7, "bytes of memory", i -> "machines.*." + "k".repeat(1_000)),
                new Bound("values", 6, "bytes of memory", i -> "a,b,c,d.e,f,g.h,i"),
                new Bound("paths", 5, "different paths", i -> "machines.*.*.p" + i + "=Eq(1)"),
                new Bound("price", 2, "an event together", i -> "machines.*.*." + dear(i)));
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void isRefusedForOnePrincipalAndFreeAgainWithEachEnd(Bound bound) {
        for (int round = 0; round < 3; round++) {
            var standing = new ArrayList<Subscription>();
            for (int i = 0; i < bound.allowed; i++) {
                standing.add(accepted(ADA, bound.spec.apply(i)));
            }
            var refused = (SubscribeOutcome.Refused) subscribe(ADA, bound.spec.apply(bound.allowed));
            assertThat(refused.refusal().code()).isEqualTo(ErrorCode.TOO_MANY_SUBSCRIPTIONS);
            assertThat(refused.refusal().detail()).contains("user:ada", bound.why);
            assertThat(hub.refusal(ADA, List.of(parsed(bound.spec.apply(bound.allowed)))))
                    .contains(refused.refusal());
            // Others are not touched by it.
            end(accepted(BOB, bound.spec.apply(bound.allowed)));
            // An end makes room for one.
            end(standing.removeLast());
            standing.add(accepted(ADA, bound.spec.apply(bound.allowed)));
            standing.forEach(this::end);
        }
    }

    @Test
    void aReplayThatBreaksOffGivesItsPlaceBack() {
        hub.publish(ADA, Event.about("machines", "create", "m").build())
                .toCompletableFuture()
                .join();
        journal.unreadable("planted");
        // More than one principal may have.
        for (int i = 0; i < 12; i++) {
            var outlet = new RecordingOutlet(lane, format);
            var since = new Position(0, journal.epoch());
            await().until(() ->
                    hub.subscribe(new SubscribeRequest(ADA, parsed("*.*.*"), outlet, since, List.of(), accepted -> {}))
                                    .toCompletableFuture()
                                    .join()
                            instanceof SubscribeOutcome.Accepted);
            await().untilAsserted(() -> assertThat(outlet.brokenOff()).contains("cannot be read"));
        }
    }

    @Test
    void allPrincipalsTogetherHaveABoundAsWell() {
        IntStream.range(0, 5).forEach(i -> accepted(ADA, "a.*.*.p" + i + "=Eq(1)"));
        IntStream.range(5, 8).forEach(i -> accepted(BOB, "a.*.*.p" + i + "=Eq(1)"));
        accepted(BOB, "a.*.*.p0=Eq(2)");
        var refused = (SubscribeOutcome.Refused) subscribe(BOB, "a.*.*.p8=Eq(1)");
        assertThat(refused.refusal().code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        assertThat(refused.refusal().detail()).contains("all principals");
        // The server's own are few, and always let in.
        accepted(Principal.SYSTEM, "a.*.*.p8=Eq(1)");
    }

    @Test
    void equalFiltersCostOnce() {
        IntStream.range(0, 4).forEach(i -> accepted(ADA, "t" + i + ".*.*." + dear(0)));
    }

    @Test
    void specsOfOneStreamAreCountedTogether() {
        var specs =
                IntStream.range(0, 3).mapToObj(i -> parsed("a.*.*." + dear(i))).toList();
        assertThat(hub.refusal(ADA, specs).orElseThrow().detail()).contains("an event together");
        assertThat(hub.refusal(ADA, specs.subList(0, 2))).isEmpty();
    }

    @Test
    void whatWasReservedIsFreeAgainWithoutASubscription() {
        for (int i = 0; i < 100; i++) {
            var reserved = (ReserveOutcome.Reserved) hub.reserve(ADA, List.of(parsed("machines.*.*")));
            reserved.allowance().release();
            reserved.allowance().release();
        }
        assertThat(hub.refusal(ADA, List.of(parsed("machines.*.*")))).isEmpty();
    }

    /** The estimate is above what the index takes: a bound in bytes would bound nothing otherwise. */
    @ParameterizedTest
    @MethodSource("kinds")
    void theEstimateCoversWhatIsTaken(Kind kind) {
        long estimated = 0;
        for (int i = 0; i < kind.count; i++) {
            estimated += Footprint.of(parsed(kind.spec.apply(i))).bytes();
        }
        assertThat(kind.taken(kind.count)).isLessThan(estimated);
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind("simple", 20_000, i -> "machines.*.m" + i),
                new Kind("many values", 1_000, i -> "machines.*." + list(200, k -> "v" + i + "-" + k)),
                new Kind("many places", 100, SubscriptionLimitsTest::manyPlaces),
                new Kind("many places with a filter", 100, i -> manyPlaces(i) + ".Stage=Eq(\"" + i + "\")"),
                new Kind(
                        "filtered",
                        10_000,
                        i -> "machines.*.*.And(Stage=Eq(\"s" + i + "\"),Runnable=Changed(false,true))"),
                new Kind("patterns", 1_000, i -> "machines.*.*.Name=Re(\"[ab]+" + i + "(x|y)*z{3}\")"),
                new Kind("paths", 10_000, i -> "machines.*.*.Meta/a" + i + "/b" + i + "=Eq(1)"),
                new Kind("names", 10_000, i -> "type" + i + ".action" + i + ".*"),
                new Kind("texts", 500, i -> "machines.*.*.Name=In(" + list(100, k -> "\"" + i + "-" + k + "\"") + ")"),
                new Kind("numbers", 500, i -> "machines.*.*.Name=In(" + list(60, k -> "" + (i * 60 + k)) + ")"),
                new Kind("nested", 200, SubscriptionLimitsTest::nested),
                new Kind("long", 200, i -> "machines.*." + i + "k".repeat(20_000)));
    }

    private static String list(int count, IntFunction<String> value) {
        return IntStream.range(0, count).mapToObj(value).collect(Collectors.joining(","));
    }

    private static String manyPlaces(int i) {
        return list(8, k -> "a" + k) + "." + list(8, k -> "b" + k) + "." + list(4, k -> i + "-" + k);
    }

    private static String nested(int i) {
        var inner = "a" + i + "=Eq(1)";
        for (int level = 0; level < 40; level++) {
            inner = (level % 2 == 0 ? "And(" : "Or(") + "b" + level + "=Eq(" + i + ")," + inner + ")";
        }
        return "machines.*.*." + inner;
    }

    /** One kind of subscription, each of the count another one. */
    record Kind(String name, int count, IntFunction<String> spec) {

        /** Bytes of heap that the subscriptions take with their specs; nothing of it is left when they have ended. */
        long taken(int subscriptions) {
            var index = new MatchIndex<Integer>();
            long before = used();
            var handles = new ArrayList<MatchIndex.Handle>(subscriptions);
            for (int i = 0; i < subscriptions; i++) {
                handles.add(index.add(parsed(spec.apply(i)), i));
            }
            long taken = used() - before;
            handles.forEach(index::remove);
            handles.clear();
            assertThat(used() - before).as("left behind").isLessThan(Math.max(300_000, taken / 20));
            assertThat(index.size()).isZero();
            return taken;
        }

        private static long used() {
            System.gc();
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }
    }

    /** A pattern without a text that could be looked for first costs 400; each number gives another. */
    private static String dear(int number) {
        return "a=Re(\"[ab]+[" + (char) ('c' + number) + "z]+\")";
    }

    private Subscription accepted(Principal principal, String spec) {
        return ((SubscribeOutcome.Accepted) subscribe(principal, spec)).subscription();
    }

    private SubscribeOutcome subscribe(Principal principal, String spec) {
        var outlet = new RecordingOutlet(lane, format);
        return hub.subscribe(SubscribeRequest.live(principal, parsed(spec), outlet, accepted -> {}))
                .toCompletableFuture()
                .join();
    }

    private void end(Subscription subscription) {
        var ended = new CompletableFuture<Void>();
        hub.unsubscribe(subscription, () -> ended.complete(null));
        ended.join();
    }

    private static Spec parsed(String text) {
        return switch (Spec.parse(text)) {
            case SpecParse.Parsed parsed -> parsed.spec();
            case SpecParse.Rejected rejected -> throw new IllegalArgumentException(text + ": " + rejected.detail());
        };
    }
}
