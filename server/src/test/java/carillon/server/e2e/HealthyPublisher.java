package carillon.server.e2e;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Publishes numbered events one after another, about thirty a second, and notes how long each takes. All dialects show them. */
final class HealthyPublisher implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(30);

    private final ServerProcess server;
    private final HttpClient client = ServerProcess.client();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Long> nanos = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().unstarted(this::publishAll);

    HealthyPublisher(ServerProcess server) {
        this.server = server;
    }

    void start() {
        thread.start();
    }

    private void publishAll() {
        try {
            while (!stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                long start = System.nanoTime();
                var refusal = publish(LiveReaders.MARK + nanos.size());
                nanos.add(System.nanoTime() - start);
                if (!refusal.isEmpty()) {
                    refusals.add(refusal);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why it was not stored; empty if it was. */
    String publish(String text) throws InterruptedException {
        var request = server.request("/v1/events")
                .header("content-type", "application/json")
                .timeout(Duration.ofMinutes(1))
                .POST(BodyPublishers.ofString(LiveReaders.event(text)))
                .build();
        try {
            var answer = client.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 201 ? "" : text + ": " + answer.statusCode() + " " + answer.body();
        } catch (IOException lost) {
            return text + ": " + lost;
        }
    }

    /** Returns when nothing is under way any more; what follows is asked for after this. */
    void stop() throws InterruptedException {
        stopped.countDown();
        thread.join();
    }

    int count() {
        return nanos.size();
    }

    List<String> refusals() {
        return refusals;
    }

    /** What so many of a hundred did not exceed, in milliseconds. */
    long percentile(int percent) {
        return nanos.stream()
                        .sorted()
                        .skip(Math.min(nanos.size() - 1L, (long) nanos.size() * percent / 100L))
                        .findFirst()
                        .orElse(0L)
                / 1_000_000;
    }

    @Override
    public void close() {
        stopped.countDown();
        client.shutdownNow();
    }
}
