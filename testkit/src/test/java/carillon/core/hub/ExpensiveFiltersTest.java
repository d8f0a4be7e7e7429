package carillon.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.AuthzMode;
import carillon.core.access.Claim;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.delivery.Lane;
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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What filters of others cost one event is bounded, and whose filter costs more is told. */
class ExpensiveFiltersTest {

    private static final Principal ADA = principal("ada", List.of(Role.SUPERUSER));
    private static final Principal GUEST =
            principal("guest", List.of(new Role("guest", List.of(new Claim("info", "get", "")))));

    private final FakeLog journal = new FakeLog();
    private final Lane lane = new Lane(Runnable::run);
    private final RecordingFrame.Format format = new RecordingFrame.Format();
    private final Hub hub =
            new Hub(journal, new FakeHistory(), new ClaimAuthorizer(AuthzMode.STRICT), HubConfig.DEFAULT);

    private static Principal principal(String name, List<Role> roles) {
        return new Principal("user:" + name, name, roles, null, null);
    }

    @BeforeEach
    void start() {
        hub.start();
    }

    @AfterEach
    void stop() {
        hub.close();
        journal.close();
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void oneEventCannotStopDelivery() {
        var bombs = new ArrayList<RecordingOutlet>();
        for (int i = 0; i < 20; i++) {
            var outlet = outlet();
            subscribe(ADA, "machines.*.*." + bomb(i), outlet, null);
            bombs.add(outlet);
        }
        var everything = outlet();
        subscribe(ADA, "*.*.*", everything, null);
        var unseeing = outlet();
        subscribe(GUEST, "machines.*.*." + bomb(30), unseeing, null);
        publish("machines");
        publish("profiles");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(everything.sequences()).containsExactly(1L, 2L));
        assertThat(bombs)
                .allSatisfy(bomb -> assertThat(bomb.brokenOff())
                        .startsWith("FILTER_TOO_EXPENSIVE")
                        .contains("event 1"));
        assertThat(unseeing.brokenOff())
                .as("may not see the event, and so misses nothing")
                .isEmpty();
        assertThat(hub.counters().tooExpensive.sum()).isEqualTo(20);
    }

    @Test
    void aFilterThatKeepsToItsPriceIsNotEndedByOthers() {
        var modest = outlet();
        subscribe(ADA, "machines.*.*.a=Re(\"(a?){20}[b-c]\")", outlet(), null);
        for (int i = 0; i < 20; i++) {
            subscribe(ADA, "machines.*.*." + bomb(i), outlet(), null);
        }
        subscribe(ADA, "machines.*.*.name=Re(\"^rack-[0-9]+$\")", modest, null);
        publish("machines");
        await().untilAsserted(() -> assertThat(modest.sequences()).containsExactly(1L));
        assertThat(modest.brokenOff()).isEmpty();
    }

    @Test
    void aReplayIsBoundedForEachEventAsWell() {
        publish("machines");
        var outlet = outlet();
        subscribe(
                ADA,
                "machines.*.*." + bomb(1),
                outlet,
                new Position(0, hub.log().epoch()));
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(outlet.brokenOff())
                        .startsWith("FILTER_TOO_EXPENSIVE")
                        .contains("event 1"));
    }

    @Test
    void whatOnePrincipalMayHoldOfLargeExpressionsIsFew() {
        int held = 0;
        while (held < 1_000
                && hub.refusal(ADA, List.of(parsed("machines.*.*." + bomb(held))))
                        .isEmpty()
                && hub.reserve(ADA, List.of(parsed("machines.*.*." + bomb(held)))) instanceof ReserveOutcome.Reserved) {
            held++;
        }
        assertThat(held).isBetween(5, 100);
        var tooMany =
                IntStream.range(0, 10).mapToObj(ExpensiveFiltersTest::bomb).collect(Collectors.joining(","));
        assertThat(hub.refusal(ADA, List.of(parsed("machines.*.*.Or(" + tooMany + ")")))
                        .orElseThrow()
                        .detail())
                .contains("the filter costs");
    }

    /** Each number another one that takes some 20 million steps on the event. */
    private static String bomb(int number) {
        return "a=Re(\"(a?){240}[b-" + (char) ('c' + number % 20) + "][" + (char) ('c' + number / 20) + "-z]\")";
    }

    private void publish(String type) {
        hub.publish(
                        ADA,
                        List.of(Event.about(type, "create", "k")
                                .object(Json.parse("{\"name\":\"rack-17\",\"a\":\"" + "a".repeat(20_000) + "\"}"))
                                .build()))
                .toCompletableFuture()
                .join();
    }

    private RecordingOutlet outlet() {
        return new RecordingOutlet(lane, format);
    }

    private void subscribe(Principal principal, String spec, RecordingOutlet outlet, @Nullable Position since) {
        var request = new SubscribeRequest(principal, parsed(spec), outlet, since, List.of(), accepted -> {});
        assertThat(hub.subscribe(request).toCompletableFuture().join()).isInstanceOf(SubscribeOutcome.Accepted.class);
    }

    private static Spec parsed(String text) {
        return switch (Spec.parse(text)) {
            case SpecParse.Parsed parsed -> parsed.spec();
            case SpecParse.Rejected rejected -> throw new IllegalArgumentException(text + ": " + rejected.detail());
        };
    }
}
