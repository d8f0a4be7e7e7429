package carillon.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Publishers that each have one event of 400 bytes under way and wait until the server says that it is on disk. Prints one
 * line of figures.
 *
 * <p>{@code IngestLoad carillon|carillon-array|redis host port publishers seconds token pid,pid}
 */
public final class IngestLoad {

    private static final int BATCH = 50;
    private static final int PADDING = 300;
    private static final long WARM_UP_SECONDS = 2;

    private final AtomicLong next = new AtomicLong();
    private final LongAdder acknowledged = new LongAdder();
    private final ConcurrentHistogram latency = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 2);
    private volatile boolean running = true;
    private volatile boolean measuring;
    private volatile boolean failed;

    private IngestLoad() {}

    public static void main(String[] args) throws Exception {
        var server = new ProcessUse(
                Stream.of(args[6].split(",", -1)).map(Long::valueOf).toList());
        new IngestLoad().run(args, Integer.parseInt(args[3]), Long.parseLong(args[4]), server);
    }

    private void run(String[] args, int publishers, long seconds, ProcessUse server) throws InterruptedException {
        int batch = args[0].equals("carillon-array") ? BATCH : 1;
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < publishers; i++) {
            var publisher = publisher(args[0], args[1], Integer.parseInt(args[2]), args[5]);
            threads.add(Thread.ofVirtual().start(() -> publish(publisher, batch)));
        }
        TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
        double cpu = server.cpuSeconds();
        measuring = true;
        TimeUnit.SECONDS.sleep(seconds);
        measuring = false;
        cpu = server.cpuSeconds() - cpu;
        running = false;
        for (var thread : threads) {
            thread.join();
        }
        System.out.printf(
                "{\"target\":\"%s\",\"publishers\":%d,\"perSecond\":%.0f,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,"
                        + "\"cpuMicros\":%.2f,\"failed\":%b}%n",
                args[0],
                publishers,
                acknowledged.sum() / (double) seconds,
                latency.getValueAtPercentile(50) / 1e6,
                latency.getValueAtPercentile(99) / 1e6,
                latency.getValueAtPercentile(99.9) / 1e6,
                cpu * 1e6 / Math.max(1, acknowledged.sum()),
                failed);
    }

    private static Publisher publisher(String target, String host, int port, String token) {
        return switch (target) {
            case "carillon" -> new HttpPublisher(host, port, "/api/v3/events", token, IngestLoad::drpEvent);
            case "carillon-array" -> new HttpPublisher(host, port, "/api/events", token, IngestLoad::mesheryArray);
            case "redis" -> new RedisPublisher(host, port, number -> Mark.text(number) + "x".repeat(388));
            default -> throw new IllegalArgumentException("no such target: " + target);
        };
    }

    private static String drpEvent(long number) {
        return "{\"Type\":\"bench\",\"Action\":\"tick\",\"Key\":\"k\",\"Object\":{\"mark\":\"" + Mark.text(number)
                + "\",\"pad\":\"" + "x".repeat(PADDING) + "\"}}";
    }

    private static String mesheryArray(long number) {
        var one = "{\"action\":\"tick\",\"category\":\"bench\",\"description\":\"" + Mark.text(number)
                + "\",\"severity\":" + "\"informational\",\"metadata\":{\"pad\":\"" + "x".repeat(PADDING - 40) + "\"}}";
        return "[" + String.join(",", Collections.nCopies(BATCH, one)) + "]";
    }

    private void publish(Publisher publisher, int batch) {
        try (publisher) {
            while (running) {
                long sent = System.nanoTime();
                publisher.publish(next.getAndIncrement());
                if (measuring) {
                    acknowledged.add(batch);
                    latency.recordValue(Math.min(System.nanoTime() - sent, latency.getHighestTrackableValue()));
                }
            }
        } catch (IOException | RuntimeException broken) {
            failed = true;
            System.err.println("publisher: " + broken);
        }
    }
}
