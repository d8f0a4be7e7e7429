package carillon.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.core.history.HistoryHealth;
import carillon.core.thread.HubThread;
import carillon.core.thread.HubThreads;
import carillon.server.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the health paths say, and when. */
class HealthTest {

    @TempDir
    Path data;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aThreadThatHasEndedIsToldByBothPaths() throws Exception {
        try (var server = new TestServer(data, Map.of())) {
            assertThat(get(server.base() + "/healthz/live").statusCode()).isEqualTo(200);
            assertThat(get(server.base() + "/healthz/ready").statusCode()).isEqualTo(200);
            assertThat(server.server().hub().threads().health())
                    .extracting(health -> health.name())
                    .contains("fan-out", "history-feed", "journal-writer", "object-copy", "log-events", "meshery-drops")
                    .anyMatch(name -> name.startsWith("http-"));

            server.server().hub().threads().vitals("planted").died();

            for (var path : List.of("/healthz/live", "/healthz/ready")) {
                var answer = get(server.base() + path);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).contains("thread planted has ended");
            }
        }
    }

    @Test
    void aStuckThreadNeedsARestartAndAFailingOneDoesNot() throws Exception {
        var threads = new HubThreads();
        var held = new CountDownLatch(1);
        var stuck = threads.thread("stuck", Duration.ofMillis(1), () -> {
            held.await();
            return HubThread.UNTIL_WOKEN;
        });
        var failing = threads.thread("failing", Duration.ofMillis(1), () -> {
            throw new IllegalStateException("planted");
        });
        var watch = new HealthWatch(
                threads,
                Optional::empty,
                HistoryHealth.Ok::new,
                () -> List.of("a port"),
                Duration.ofMillis(300),
                Duration.ofMillis(100));
        stuck.start();
        failing.start();

        await().untilAsserted(() -> assertThat(watch.now().troubles()).hasSize(3));
        assertThat(watch.now().broken()).singleElement().asString().contains("thread stuck has been stuck");
        assertThat(watch.now().troubles().get(1)).contains("thread failing").contains("IllegalStateException");
        held.countDown();
        await().untilAsserted(() -> assertThat(watch.now().broken()).isEmpty());
        stuck.close();
        failing.abandon();
    }

    /** It used to say so up to 6 s before https was open. */
    @Test
    void readyMeansThatEveryPortIsOpen() throws Exception {
        int plain = freePort();
        int tls = freePort();
        var settings = Map.of(Settings.HTTP_PORT.key(), "" + plain, Settings.HTTPS_PORT.key(), "" + tls);
        var started = CompletableFuture.supplyAsync(() -> new TestServer(data, settings));
        while (!ready(plain)) {
            Thread.onSpinWait();
        }
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), tls)) {
            assertThat(socket.isConnected()).isTrue();
        } finally {
            started.join().close();
        }
    }

    private boolean ready(int port) throws InterruptedException {
        try {
            return get("http://127.0.0.1:" + port + "/healthz/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private HttpResponse<String> get(String uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
    }
}
