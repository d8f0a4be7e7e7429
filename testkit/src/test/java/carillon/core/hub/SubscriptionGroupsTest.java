package carillon.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.Authorizer.Visibility;
import carillon.core.access.AuthzMode;
import carillon.core.access.Claim;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.delivery.Lane;
import carillon.sdk.event.Event;
import carillon.sdk.event.Position;
import carillon.sdk.filter.EventView;
import carillon.sdk.filter.Spec;
import carillon.sdk.filter.SpecParse;
import carillon.testkit.delivery.RecordingFrame;
import carillon.testkit.delivery.RecordingOutlet;
import carillon.testkit.history.FakeHistory;
import carillon.testkit.journal.FakeJournal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions that want the same are served together, and nobody can tell. */
class SubscriptionGroupsTest {

    private static final List<Spec> SPECS = List.of(
            spec("*.*.*"),
            spec("machines.*.*"),
            spec("machines,profiles.create,delete.*"),
            spec("profiles.*.b"),
            twice());

    private static final List<Principal> PRINCIPALS = List.of(
            new Principal("user:ada", "ada", List.of(Role.SUPERUSER), null, null),
            new Principal("user:root", "root", List.of(Role.SUPERUSER), null, null),
            limited("grace", "machines"),
            limited("edsger", "machines"),
            limited("barbara", "profiles"));

    private final FakeJournal journal = new FakeJournal(new FakeJournal.Tape("epoch-1"), InstantSource.system());
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final ExecutorService otherLoop = Executors.newSingleThreadExecutor();
    private final List<Lane> lanes = List.of(new Lane(loop), new Lane(otherLoop));
    private final RecordingFrame.Format format = new RecordingFrame.Format();
    private final ClaimAuthorizer authorizer = new ClaimAuthorizer(AuthzMode.STRICT);
    private final Hub hub = new Hub(journal, new FakeHistory(), authorizer, HubConfig.DEFAULT);

    private static Principal limited(String user, String type) {
        var role = new Role("reader", List.of(new Claim(type, "*", "*")));
        return new Principal("user:" + user, user, List.of(role), null, null);
    }

    private static Spec spec(String text) {
        return ((SpecParse.Parsed) Spec.parse(text)).spec();
    }

    /** One that the match index finds in two places. */
    private static Spec twice() {
        var alternatives = Stream.of("*.*.*", "machines.*.*")
                .flatMap(text -> spec(text).alternatives().stream())
                .toList();
        return new Spec("twice", alternatives, null);
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
        otherLoop.close();
        assertThat(format.outstanding()).isZero();
    }

    @Test
    void equalsAreMatchedAndEncodedOnce() {
        var outlets = IntStream.range(0, 100)
                .mapToObj(i -> new RecordingOutlet(lanes.get(i % 2), format))
                .toList();
        outlets.forEach(outlet -> subscribe(outlet, SPECS.getFirst(), PRINCIPALS.getFirst(), null));
        publish(Event.about("machines", "create", "a").build());

        await().untilAsserted(() -> assertThat(outlets)
                .allSatisfy(outlet -> assertThat(outlet.sequences()).containsExactly(1L)));
        assertThat(hub.counters().delivered("recording").sum()).isEqualTo(100);
        assertThat(format.encoded()).isEqualTo(1);
    }

    /** Its replay has read records that the fan-out has not come to yet: until then it must not get what its equals get. */
    @Test
    void whoCameAheadOfTheFanOutJoinsItsEqualsLater() {
        var live = new LiveSubscriptions();
        var equal = subscription(0);
        var ahead = subscription(1);
        ahead.liveAfter = 5;
        live.add(equal, 3);
        live.add(ahead, 3);
        assertThat(found(live)).hasSize(2).contains(ahead);
        live.settle(4);
        assertThat(found(live)).hasSize(2).contains(ahead);
        live.settle(5);
        assertThat(live.unsettled()).isFalse();
        assertThat(found(live))
                .singleElement()
                .isInstanceOfSatisfying(
                        SubscriptionGroup.class,
                        group -> assertThat(group.members()).containsExactlyInAnyOrder(equal, ahead));
        live.remove(ahead);
        live.remove(equal);
        assertThat(found(live)).isEmpty();
    }

    private Subscription subscription(int lane) {
        var outlet = new RecordingOutlet(lanes.get(lane), format);
        return new Subscription(SPECS.getFirst(), outlet, Visibility.EVERYTHING, new Allowance(() -> {}));
    }

    private static List<Subscriber> found(LiveSubscriptions live) {
        var found = new ArrayList<Subscriber>();
        live.match(6, EventView.of(Event.about("t", "a", "k").build()), found::add);
        return found;
    }

    /** A connection: what it subscribed, and what it has to get. */
    private final class Connection {

        final RecordingOutlet outlet;
        final List<Subscription> subscriptions = new ArrayList<>();
        final List<Principal> principals = new ArrayList<>();
        final List<Long> expected = new ArrayList<>();

        Connection(int number) {
            outlet = new RecordingOutlet(lanes.get(number % 2), format);
        }

        boolean wants(Event event) {
            var view = EventView.of(event);
            return IntStream.range(0, subscriptions.size())
                    .anyMatch(i -> subscriptions.get(i).spec().matches(view)
                            && authorizer.visibility(principals.get(i)).shows(event));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverComesAndGoesEachConnectionGetsItsEventsInOrderOnce(long seed) {
        var random = new Random(seed);
        var connections = IntStream.range(0, 8).mapToObj(Connection::new).toList();
        for (int step = 0; step < 600; step++) {
            var connection = connections.get(random.nextInt(connections.size()));
            switch (random.nextInt(5)) {
                case 0 -> begin(connection, random);
                case 1 -> end(connection, random);
                default -> publish(event(random), connections);
            }
        }
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(connections)
                        .allSatisfy(connection ->
                                assertThat(connection.outlet.sequences()).isEqualTo(connection.expected)));
        assertThat(hub.counters().subscriptions.sum())
                .isEqualTo(connections.stream()
                        .mapToInt(connection -> connection.subscriptions.size())
                        .sum());
    }

    private void begin(Connection connection, Random random) {
        var principal = PRINCIPALS.get(random.nextInt(PRINCIPALS.size()));
        var spec = SPECS.get(random.nextInt(SPECS.size()));
        // A replay that has nothing to bring.
        var since = random.nextBoolean() ? new Position(journal.last(), journal.epoch()) : null;
        connection.subscriptions.add(subscribe(connection.outlet, spec, principal, since));
        connection.principals.add(principal);
    }

    private void end(Connection connection, Random random) {
        if (!connection.subscriptions.isEmpty()) {
            int which = random.nextInt(connection.subscriptions.size());
            connection.principals.remove(which);
            var ended = new CompletableFuture<Void>();
            hub.unsubscribe(connection.subscriptions.remove(which), () -> ended.complete(null));
            ended.join();
        }
    }

    private static Event event(Random random) {
        var type = random.nextBoolean() ? "machines" : "profiles";
        var action = random.nextBoolean() ? "create" : "update";
        return Event.about(type, action, random.nextBoolean() ? "a" : "b")
                .owner(random.nextInt(4) == 0 ? "grace" : null)
                .build();
    }

    private void publish(Event event, List<Connection> connections) {
        long sequence = publish(event);
        connections.stream()
                .filter(connection -> connection.wants(event))
                .forEach(connection -> connection.expected.add(sequence));
    }

    private long publish(Event event) {
        var outcome =
                hub.publish(PRINCIPALS.getFirst(), event).toCompletableFuture().join();
        return ((PublishOutcome.Accepted) outcome).stored().getFirst().sequence();
    }

    private Subscription subscribe(RecordingOutlet outlet, Spec spec, Principal principal, @Nullable Position since) {
        var request = new SubscribeRequest(principal, spec, outlet, since, List.of(), _ -> {});
        var outcome = hub.subscribe(request).toCompletableFuture().join();
        var subscription = ((SubscribeOutcome.Accepted) outcome).subscription();
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> subscription.liveFrom().isPresent());
        return subscription;
    }
}
