package carillon.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server process is killed while it takes events and delivers them; nobody may lose an event or get one twice. */
class KilledServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NATIVE = "{\"type\":\"crash\",\"action\":\"test\",\"key\":\"KEY\"}";
    private static final String DRP =
            "{\"Type\":\"crash\",\"Action\":\"test\",\"Key\":\"KEY\",\"Time\":\"2026-11-20T20:00:00Z\",\"Object\":{}}";

    @TempDir
    private Path data;

    private final Random random = new Random();

    @Test
    void aSubscriberOfTheStreamThatComesBackGetsEveryEventOnceAndInOrder() throws Exception {
        killRounds(1, "/v1/events", NATIVE, StreamSubscriber::new);
    }

    @Test
    void aSubscriberOfTheDrpSocketThatComesBackGetsEveryEventOnceAndInOrder() throws Exception {
        killRounds(1, "/api/v3/events", DRP, SocketSubscriber::new);
    }

    @Test
    @Tag("full")
    void theStreamOverManyKills() throws Exception {
        killRounds(12, "/v1/events", NATIVE, StreamSubscriber::new);
    }

    @Test
    @Tag("full")
    void theDrpSocketOverManyKills() throws Exception {
        killRounds(12, "/api/v3/events", DRP, SocketSubscriber::new);
    }

    private void killRounds(int rounds, String path, String body, Function<ServerProcess, Subscriber> subscribers)
            throws Exception {
        try (var server = new ServerProcess(data)) {
            server.start();
            try (var publishers = new Publishers(server, path, body);
                    var subscriber = subscribers.apply(server).start()) {
                for (int round = 0; round < rounds; round++) {
                    int enough = publishers.count() + random.nextInt(50, 500);
                    await().atMost(PATIENCE).until(() -> publishers.count() > enough);
                    server.kill();
                    server.start();
                }
                int afterwards = publishers.count() + 50;
                await().atMost(PATIENCE).until(() -> publishers.count() > afterwards);
                publishers.stop();
                check(server, publishers, subscriber, subscribers);
            }
        }
    }

    private static void check(
            ServerProcess server,
            Publishers publishers,
            Subscriber subscriber,
            Function<ServerProcess, Subscriber> subscribers)
            throws Exception {
        assertThat(publishers.publish("the-last")).isTrue();
        await().atMost(PATIENCE).until(() -> subscriber.received.has("the-last"));
        subscriber.received.assertEachOnceAndInOrder();
        assertThat(subscriber.received.keys()).containsAll(publishers.acknowledged());
        try (var fresh = subscribers.apply(server).start()) {
            await().atMost(PATIENCE).until(() -> fresh.received.has("the-last"));
            assertThat(fresh.received.keys())
                    .startsWith(subscriber.received.keys().toArray(String[]::new));
        }
    }
}
