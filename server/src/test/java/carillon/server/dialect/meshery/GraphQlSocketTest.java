package carillon.server.dialect.meshery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.access.AuthzMode;
import carillon.core.access.ClaimAuthorizer;
import carillon.core.access.Principal;
import carillon.core.access.Role;
import carillon.core.delivery.FrameFormat;
import carillon.core.delivery.Lane;
import carillon.core.delivery.Outlet;
import carillon.core.hub.Hub;
import carillon.core.hub.HubConfig;
import carillon.core.hub.SubscribeOutcome;
import carillon.core.hub.SubscribeRequest;
import carillon.core.hub.SubscriptionLimits;
import carillon.core.hub.SubscriptionLimits.Most;
import carillon.core.memory.MemoryBudget;
import carillon.server.http.WebSocketConnection;
import carillon.testkit.delivery.RecordingFrame;
import carillon.testkit.delivery.RecordingOutlet;
import carillon.testkit.history.FakeHistory;
import carillon.testkit.log.FakeLog;
import graphql.GraphQL;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What only shows when the hub's answers come late: an id that is used again meanwhile. */
class GraphQlSocketTest {

    private static final Principal ADA = new Principal("user:ada", "ada", List.of(Role.SUPERUSER), null, null);
    private static final String SUBSCRIBE =
            "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\"subscription { subscribeEvents { id } }\"}}";
    private static final String COMPLETE = "{\"type\":\"complete\",\"id\":\"1\"}";

    private final FakeLog journal = new FakeLog();
    private final Hub hub = new Hub(
            journal,
            new FakeHistory(),
            new ClaimAuthorizer(AuthzMode.STRICT),
            HubConfig.DEFAULT.with(
                    new SubscriptionLimits(new Most(1, 1 << 20, 10, 10_000), new Most(10, 1 << 20, 10, 10_000))));
    private final Connection connection = new Connection();

    @BeforeEach
    void start() {
        hub.start();
    }

    @AfterEach
    void stop() {
        hub.close();
        journal.close();
    }

    @Test
    @DisplayName("the refusal of a subscription that the client has ended does not touch the next one under its id")
    void refusedAfterItsEnd() {
        var queries = GraphQL.newGraphQL(EventSchema.create()).build();
        var socket = new GraphQlSocket(hub, queries, "", ADA, GraphQlProtocol.TRANSPORT, connection);
        socket.onText("{\"type\":\"connection_init\"}");
        var other = SubscribeRequest.live(
                ADA,
                Everything.SPEC,
                new RecordingOutlet(new Lane(Runnable::run), new RecordingFrame.Format()),
                accepted -> {});
        var held = (SubscribeOutcome.Accepted)
                hub.subscribe(other).toCompletableFuture().join();

        socket.onText(SUBSCRIBE);
        // Refused, as there is one already; the connection has not heard of it yet.
        await().until(() -> !connection.tasks.isEmpty());
        socket.onText(COMPLETE);
        hub.unsubscribe(held.subscription(), () -> {});
        await().until(() -> hub.counters().subscriptions.sum() == 0);
        socket.onText(SUBSCRIBE);
        await().until(() -> hub.counters().subscriptions.sum() == 1);

        connection.runTasks();
        assertThat(connection.sent)
                .hasSize(1)
                .allSatisfy(text -> assertThat(text).contains("connection_ack"));
        socket.onText(SUBSCRIBE);
        assertThat(connection.closed).containsExactly(4409);
    }

    /** A connection whose event loop goes on when the test says so. */
    private static final class Connection implements WebSocketConnection {

        final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        final List<String> sent = new ArrayList<>();
        final List<Integer> closed = new ArrayList<>();
        private final Lane lane = new Lane(tasks::add);

        void runTasks() {
            for (var task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        @Override
        public void sendText(String text) {
            sent.add(text);
        }

        @Override
        public void sendText(String text, Runnable gone) {
            sendText(text);
            gone.run();
        }

        @Override
        public void close(int code, String reason) {
            closed.add(code);
        }

        @Override
        public Outlet outlet(FrameFormat format) {
            return new RecordingOutlet(lane, format);
        }

        @Override
        public Lane lane() {
            return lane;
        }

        @Override
        public InetSocketAddress remote() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        }

        @Override
        public boolean isOpen() {
            return closed.isEmpty();
        }

        @Override
        public void sendBinary(byte[] bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sendPing(byte[] payload) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void runInOrder(long bytes, Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MemoryBudget.Reservation keep(long bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void pauseReading() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void resumeReading() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean secure() {
            return false;
        }

        @Override
        public long droppedEvents() {
            return 0;
        }

        @Override
        public int waitingMessages() {
            return 0;
        }

        @Override
        public long waitingBytes() {
            return 0;
        }
    }
}
