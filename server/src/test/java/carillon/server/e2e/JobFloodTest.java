package carillon.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import carillon.server.config.Settings;
import carillon.server.dialect.sysadm.Client;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many jobs that print as fast as they can, on a server of its own with a small heap: whoever does not bound what it
 * keeps of them ends here. CARILLON_LOG=INFO shows the figures.
 */
class JobFloodTest {

    private static final Logger LOG = LoggerFactory.getLogger(JobFloodTest.class);

    @TempDir
    private Path data;

    @Test
    @DisplayName("issue 5: 20 floods end, and every end is told")
    void floods() throws Exception {
        flood(20, 1);
    }

    @Test
    @Tag("full")
    @DisplayName("issue 5: 200 floods for 10 s leave the hub responsive, and every end is told")
    void manyFloods() throws Exception {
        flood(200, 10);
    }

    private void flood(int jobs, int seconds) throws Exception {
        try (var server = new ServerProcess(data, Settings.SYSADM_JOBS.key() + "=true").with("-Xmx256m")) {
            server.start();
            try (var quiet = new Publisher(server)) {
                quiet.publishFor(Duration.ofSeconds(seconds));
                LOG.info("{} without jobs", quiet.report());
            }
            try (var publisher = new Publisher(server);
                    var client = Client.to(URI.create("ws://127.0.0.1:" + server.port() + "/sysadm/ws"))) {
                client.ask("{'namespace':'rpc','name':'auth','id':'in','args':{'username':'" + ServerProcess.USER
                        + "','password':'" + ServerProcess.PASSWORD + "'}}");
                client.ask("{'namespace':'events','name':'subscribe','id':'s','args':'dispatcher'}");
                client.sendRaw(request(jobs, "timeout " + seconds + " yes"));
                publisher.start();
                long start = System.nanoTime();
                assertThat(ended(client, jobs)).hasSize(jobs);
                long millis = (System.nanoTime() - start) / 1_000_000;
                publisher.stop();
                LOG.info("{} with {} floods, all told to their ends after {} ms", publisher.report(), jobs, millis);
                LOG.info("memory of the server {} MB, heap 256 MB at most", server.memory());
                assertThat(server.runs()).isTrue();
            }
        }
    }

    private static String request(int jobs, String command) {
        var request = Json.mapper().createObjectNode();
        request.put("namespace", "rpc").put("name", "dispatcher").put("id", "d");
        var args = request.putObject("args").put("action", "run");
        for (int i = 0; i < jobs; i++) {
            args.put("flood" + i, command);
        }
        return request.toString();
    }

    /** Waits for the ends. Reads the frames as text: to parse megabytes of output a second would load the machine more. */
    private static Set<String> ended(Client client, int jobs) {
        var ended = new HashSet<String>();
        while (ended.size() < jobs) {
            var frame = client.text();
            if (frame.contains("\"state\":\"finished\"")) {
                var marker = "\"process_id\":\"";
                int begin = frame.indexOf(marker) + marker.length();
                ended.add(frame.substring(begin, frame.indexOf('"', begin)));
            }
        }
        return ended;
    }

    /** Publishes other events one after another, and notes how long each takes until it is stored. */
    private static final class Publisher implements AutoCloseable {

        private static final String BODY = "{\"type\":\"load\",\"action\":\"tick\",\"key\":\"k\"}";

        private final ServerProcess server;
        private final java.net.http.HttpClient http = ServerProcess.client();
        private final CountDownLatch over = new CountDownLatch(1);
        private final long[] nanos = new long[100_000];
        private CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        private int count;

        Publisher(ServerProcess server) {
            this.server = server;
        }

        void start() {
            done = CompletableFuture.runAsync(() -> publishUntil(Long.MAX_VALUE), Thread::startVirtualThread);
        }

        void publishFor(Duration time) {
            publishUntil(System.nanoTime() + time.toNanos());
        }

        private void publishUntil(long end) {
            try {
                while (System.nanoTime() < end && count < nanos.length && !over.await(2, TimeUnit.MILLISECONDS)) {
                    long start = System.nanoTime();
                    publish();
                    nanos[count++] = System.nanoTime() - start;
                }
            } catch (InterruptedException | IOException broken) {
                throw new IllegalStateException(broken);
            }
        }

        private void publish() throws IOException, InterruptedException {
            var request = server.request("/v1/events")
                    .header("content-type", "application/json")
                    .POST(BodyPublishers.ofString(BODY))
                    .build();
            assertThat(http.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(201);
        }

        String report() {
            var sorted = Arrays.copyOf(nanos, count);
            Arrays.sort(sorted);
            assertThat(sorted).isNotEmpty();
            return String.format(
                    Locale.ROOT,
                    "%d publishes, p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
                    count,
                    sorted[count / 2] / 1e6,
                    sorted[count * 99 / 100] / 1e6,
                    sorted[count - 1] / 1e6);
        }

        void stop() {
            over.countDown();
            done.join();
        }

        @Override
        public void close() {
            stop();
            http.close();
        }
    }
}
