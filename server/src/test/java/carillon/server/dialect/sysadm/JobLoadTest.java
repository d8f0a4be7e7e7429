package carillon.server.dialect.sysadm;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.core.access.Principal;
import carillon.sdk.event.Event;
import carillon.server.source.jobs.JobsConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many jobs that print as fast as they can. */
class JobLoadTest {

    private static final Logger LOG = LoggerFactory.getLogger(JobLoadTest.class);

    @Test
    @DisplayName("issue 5: 20 floods end, and every end is told")
    void floods() {
        flood(20, 1);
    }

    @Test
    @Tag("full")
    @DisplayName("issue 5: 200 floods for 10 s leave the hub responsive")
    void manyFloods() {
        flood(200, 10);
    }

    private static void flood(int jobs, int seconds) {
        var config = new JobsConfig(
                true,
                Set.of(),
                Duration.ofMillis(30),
                Duration.ofMillis(30),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofMillis(10),
                64 << 10,
                64 << 20,
                32 << 20,
                16 << 20,
                1 << 20,
                1000);
        try (var host = new Host(Dialect.WIRE, same -> same, config);
                var client = host.login("ada")) {
            client.ask("{'namespace':'events','name':'subscribe','id':'s','args':'dispatcher'}");
            var request = new StringBuilder("{'namespace':'rpc','name':'dispatcher','id':'d','args':{'action':'run'");
            for (int i = 0; i < jobs; i++) {
                request.append(",'sysadm_pkg_flood-")
                        .append(i)
                        .append("':'timeout ")
                        .append(seconds)
                        .append(" yes'");
            }
            client.ask(request + "}}");
            var over = new AtomicBoolean();
            var publisher = new Publisher(host, over);
            var thread = Thread.ofPlatform().start(publisher);
            var finished = new HashSet<String>();
            while (finished.size() < jobs) {
                var args = client.next().path("args");
                if (args.path("state").asString("").equals("finished")) {
                    finished.add(args.path("process_details").path("process_id").stringValue());
                }
            }
            over.set(true);
            join(thread);
            publisher.report(jobs);
            assertThat(finished).hasSize(jobs);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Publishes other events meanwhile, and notes how long each takes. */
    private static final class Publisher implements Runnable {

        private final Host host;
        private final AtomicBoolean over;
        private final long[] nanos = new long[100_000];
        private int count;

        Publisher(Host host, AtomicBoolean over) {
            this.host = host;
            this.over = over;
        }

        @Override
        public void run() {
            while (!over.get() && count < nanos.length) {
                long start = System.nanoTime();
                host.hub
                        .publish(
                                Principal.SYSTEM,
                                Event.about("load", "tick", Integer.toString(count))
                                        .build())
                        .toCompletableFuture()
                        .join();
                nanos[count++] = System.nanoTime() - start;
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            }
        }

        void report(int jobs) {
            var sorted = Arrays.copyOf(nanos, count);
            Arrays.sort(sorted);
            assertThat(sorted).isNotEmpty();
            LOG.info(
                    "{} floods: {} publishes, p50 {} us, p99 {} us, worst {} us",
                    jobs,
                    count,
                    sorted[count / 2] / 1000,
                    sorted[count * 99 / 100] / 1000,
                    sorted[count - 1] / 1000);
        }
    }
}
