package carillon.server.e2e;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Publishes numbered events without a pause from several threads, and remembers which were acknowledged. */
final class Publishers implements AutoCloseable {

    private static final int THREADS = 4;

    private final ServerProcess server;
    private final String path;
    private final String body;
    private final HttpClient client = ServerProcess.client();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /**
     * Starts at once.
     *
     * @param body what to post, with KEY where the key goes
     */
    Publishers(ServerProcess server, String path, String body) {
        this.server = server;
        this.path = path;
        this.body = body;
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            threads.add(Thread.ofVirtual().start(() -> publishAll(thread)));
        }
    }

    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    int count() {
        return acknowledged.size();
    }

    boolean publish(String key) throws IOException, InterruptedException {
        var request = server.request(path)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body.replace("KEY", key)))
                .build();
        boolean stored = client.send(request, BodyHandlers.ofString()).statusCode() / 100 == 2;
        if (stored) {
            acknowledged.add(key);
        }
        return stored;
    }

    private void publishAll(int thread) {
        try {
            for (int i = 0; stopped.getCount() > 0; i++) {
                publishOnce(thread + "-" + i);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void publishOnce(String key) throws InterruptedException {
        try {
            publish(key);
        } catch (IOException down) {
            // Whether it was stored is not known; it is not tried again, so that no key can come twice.
            stopped.await(50, TimeUnit.MILLISECONDS);
        }
    }

    /** Stops, and returns when nothing is under way any more. */
    void stop() throws InterruptedException {
        stopped.countDown();
        for (var thread : threads) {
            thread.join();
        }
    }

    @Override
    public void close() {
        stopped.countDown();
    }
}
