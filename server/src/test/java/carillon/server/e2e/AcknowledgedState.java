package carillon.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.sdk.event.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Changes objects, read marks and events of a server from outside, and remembers what it acknowledged. What was asked for
 * and not answered may have happened or not; everything else is known.
 */
final class AcknowledgedState {

    private static final int WORKERS = 4;
    private static final String ABSENT = "absent";

    private final ServerProcess server;
    private final HttpClient client = ServerProcess.client();

    /** For each object and each event the states that it may have. Each is changed by one worker alone. */
    private final Map<String, Set<String>> objects = new ConcurrentHashMap<>();

    private final Map<String, Set<String>> events = new ConcurrentHashMap<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private int counter;

    AcknowledgedState(ServerProcess server) {
        this.server = server;
    }

    interface Ending {
        void run() throws InterruptedException;
    }

    /** Works for so long, ends the server while the work goes on, and returns when all workers have noticed. */
    void work(Duration time, Ending ending) throws InterruptedException {
        var workers = new ArrayList<Thread>();
        for (int i = 0; i < WORKERS; i++) {
            int worker = i;
            int from = counter += 1_000_000;
            workers.add(Thread.ofVirtual().start(() -> workUntilItEnds(worker, from)));
        }
        // The kill comes at a moment that nothing leads up to.
        var _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        ending.run();
        for (var worker : workers) {
            worker.join();
        }
        assertThat(failures).isEmpty();
    }

    /** A history that is built again holds nothing of what retention took from the journal. */
    void forgetEventsOf(Path journal) throws IOException {
        try (var all = Files.list(journal)) {
            if (all.noneMatch(path -> path.endsWith("0000000000000000001.segment"))) {
                events.clear();
            }
        }
    }

    /** Asks the server for all objects, and for so many events. */
    void check(int most) throws IOException, InterruptedException {
        for (var object : objects.entrySet()) {
            assertThat(object.getValue()).as("object %s", object.getKey()).contains(object(object.getKey()));
        }
        var some = new ArrayList<>(events.entrySet());
        Collections.shuffle(some);
        for (var event : some.subList(0, Math.min(most, some.size()))) {
            assertThat(event.getValue()).as("event %s", event.getKey()).contains(event(event.getKey()));
        }
    }

    private void workUntilItEnds(int worker, int from) {
        var random = new Random(from);
        var mine = new ArrayList<String>();
        try {
            for (int i = from; ; i++) {
                changeObject("o" + worker + "-" + random.nextInt(3), Integer.toString(i), random);
                publish(mine);
                changeEvent(mine.get(random.nextInt(mine.size())), random);
            }
        } catch (IOException killed) {
            // What it was about to do may have happened or not, and the oracle has both.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | AssertionError wrong) {
            failures.add(wrong);
        }
    }

    private void changeObject(String key, String value, Random random) throws IOException, InterruptedException {
        var may = objects.computeIfAbsent(key, any -> states(ABSENT));
        boolean there = !object(key).equals(ABSENT);
        var next = there && random.nextInt(4) == 0 ? ABSENT : value;
        may.add(next);
        var body = "{\"Uuid\":\"" + key + "\",\"Name\":\"" + key + "\",\"Value\":\"" + value + "\",\"Text\":\""
                + "x".repeat(300) + "\"}";
        var answer = next.equals(ABSENT)
                ? send("DELETE", "/api/v3/machines/" + key, "")
                : there ? send("PUT", "/api/v3/machines/" + key, body) : send("POST", "/api/v3/machines", body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        may.retainAll(Set.of(next));
    }

    private String object(String key) throws IOException, InterruptedException {
        var answer = send("GET", "/api/v3/machines/" + key, "");
        return answer.statusCode() == 404 ? ABSENT : text(answer, "Value");
    }

    private void publish(List<String> mine) throws IOException, InterruptedException {
        var answer = send(
                "POST",
                "/api/events",
                "{\"category\":\"crash\",\"action\":\"test\",\"severity\":\"warning\",\"description\":\"x\"}");
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        var id = text(answer, "id");
        events.put(id, states("unread"));
        mine.add(id);
    }

    private void changeEvent(String id, Random random) throws IOException, InterruptedException {
        var may = events.get(id);
        if (may == null || may.contains(ABSENT)) {
            return;
        }
        boolean delete = random.nextInt(3) == 0;
        var next = delete ? ABSENT : random.nextBoolean() ? "read" : "unread";
        may.add(next);
        var answer = delete
                ? send("DELETE", "/api/events/" + id, "")
                : send("PUT", "/api/events/status/" + id, "{\"status\":\"" + next + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        may.retainAll(Set.of(next));
    }

    private String event(String id) throws IOException, InterruptedException {
        var answer = send("GET", "/api/events/" + id, "");
        return answer.statusCode() == 404 ? ABSENT : text(answer, "status");
    }

    private static Set<String> states(String first) {
        return Collections.synchronizedSet(new HashSet<>(Set.of(first)));
    }

    private static String text(HttpResponse<String> answer, String member) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return Json.parse(answer.body()).tree().path(member).asString();
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        var request = server.request(path)
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .method(method, BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
