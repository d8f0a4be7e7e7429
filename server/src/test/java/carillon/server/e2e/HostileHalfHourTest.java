package carillon.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.server.config.Settings;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All attacks at random on a server with a small heap, while a publisher and a reader of each dialect go on as if nothing were.
 * {@code -Dcarillon.hostile-minutes=30} makes it half an hour, {@code -Dcarillon.hostile-seed=N} has a run's choices again.
 */
class HostileHalfHourTest {

    private static final Duration TIME = Duration.ofMinutes(Integer.getInteger("carillon.hostile-minutes", 2));
    private static final long SEED = Long.getLong("carillon.hostile-seed", new Random().nextLong(1_000_000));

    private static final int ATTACKERS = 3;
    private static final long MAY_REMAIN_MB = 32;
    private static final List<Attack> ATTACKS = Stream.of(
                    Amplification.ATTACKS, LargeAnswers.ATTACKS, BrokenInput.ATTACKS, StolenRights.ATTACKS)
            .flatMap(List::stream)
            .toList();

    private final Queue<String> findings = new ConcurrentLinkedQueue<>();
    private final AtomicInteger attacks = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);

    @TempDir
    private Path data;

    @Test
    @Tag("full")
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    @DisplayName("issue 16: a hostile half hour costs the others nothing")
    void othersGoOn() throws Exception {
        try (var server = new ServerProcess(data, Settings.SYSADM_ENABLED.key() + "=true")
                .with("-Xmx300m", "-XX:+ExitOnOutOfMemoryError")) {
            server.start();
            prepare(server);
            try (var publisher = new HealthyPublisher(server);
                    var readers = new LiveReaders(server.uri("/"), List.of("life-preserver.*.*"))) {
                readers.awaitConnected(
                        () -> publisher.publish(LiveReaders.MARK + "start").isEmpty());
                long before = server.heap();
                publisher.start();
                attackFor(TIME, server);
                publisher.stop();
                report(server, publisher);
                everythingCameOnce(publisher, readers);
                heapIsBack(server, before);
                assertThat(findings).as("seed %d", SEED).isEmpty();
                assertThat(server.errors()).as("seed %d", SEED).isEmpty();
                assertThat(publisher.percentile(99))
                        .as("ms to publish, seed %d", SEED)
                        .isLessThan(500);
            }
        }
    }

    /** Whoever attacks, and what there is to ask for. */
    private static void prepare(ServerProcess server) throws Exception {
        StolenRights.prepare(server);
        try (var attacker = new Attacker(server, SEED)) {
            LargeAnswers.prepare(attacker);
        }
    }

    private void attackFor(Duration time, ServerProcess server) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        threads.add(Thread.ofPlatform().start(() -> watch(server)));
        var seeds = new Random(SEED);
        for (int i = 0; i < ATTACKERS; i++) {
            long seed = seeds.nextLong();
            threads.add(Thread.ofPlatform().start(() -> attack(server, seed)));
        }
        over.await(time.toMillis(), TimeUnit.MILLISECONDS);
        over.countDown();
        for (var thread : threads) {
            thread.join();
        }
    }

    private void attack(ServerProcess server, long seed) {
        try (var attacker = new Attacker(server, seed)) {
            while (over.getCount() > 0 && server.runs()) {
                var attack = attacker.dice.oneOf(ATTACKS);
                try {
                    attack.step().by(attacker);
                } catch (Exception | AssertionError met) {
                    if (!cutOff(met)) {
                        findings.add(attack + ": " + met);
                    }
                }
                attacks.incrementAndGet();
            }
        } catch (Exception broken) {
            findings.add("an attacker: " + broken);
        }
    }

    /** That the server ends the connection of somebody who attacks is right; that it leaves one without an answer is not. */
    private static boolean cutOff(Throwable met) {
        var cause = met.getCause() == null ? met : met.getCause();
        return cause instanceof IOException
                && !(cause instanceof java.net.http.HttpTimeoutException)
                && !(cause instanceof java.net.SocketTimeoutException);
    }

    /** Asks five times a second whether the server is ready. */
    private void watch(ServerProcess server) {
        try (var client = ServerProcess.client()) {
            var request = server.request("/healthz/ready")
                    .timeout(Duration.ofSeconds(20))
                    .build();
            while (!over.await(200, TimeUnit.MILLISECONDS)) {
                var answer = client.send(request, BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    findings.add("not ready: " + answer.body());
                }
            }
        } catch (IOException gone) {
            findings.add("not ready: " + gone);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void everythingCameOnce(HealthyPublisher publisher, LiveReaders readers) {
        assertThat(publisher.refusals()).as("refused, seed %d", SEED).isEmpty();
        var all = IntStream.range(0, publisher.count()).boxed().toList();
        for (var reader : readers.all()) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> reader.numbers().size() >= all.size()
                            || !reader.ended().isEmpty());
            assertThat(reader.ended()).as("%s ended, seed %d", reader, SEED).isEmpty();
            assertThat(reader.numbers().equals(all))
                    .as("%s got each once and in order, seed %d", reader, SEED)
                    .isTrue();
        }
    }

    /** What the last attacks left is given up by and by: replays stop, and deadlines of dropped connections run out. */
    private static void heapIsBack(ServerProcess server, long before) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(server.heap() - before)
                        .as("MB more on the heap than %d, seed %d", before, SEED)
                        .isLessThan(MAY_REMAIN_MB));
    }

    /** All of it, before the first check that fails hides the others. */
    private void report(ServerProcess server, HealthyPublisher publisher) throws IOException {
        System.out.printf(
                "seed %d: %d attacks; %d events published, p50 %d ms, p99 %d ms, longest %d ms; process %s%n",
                SEED,
                attacks.get(),
                publisher.count(),
                publisher.percentile(50),
                publisher.percentile(99),
                publisher.percentile(100),
                server.runs() ? server.memory() : "gone");
        findings.forEach(System.out::println);
        server.errors().forEach(System.out::println);
    }
}
